/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report as Markdown, with texts that would be markup if they could.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/report/document.h"
#include "../../plugin/report/escape_markdown.h"
#include "../../plugin/report/mermaid.h"

#define FFFD "\xef\xbf\xbd"

typedef void (*escaper)(GString *out, const char *text);

static void check(escaper escape, const char *text, const char *expected)
{
    GString *out = g_string_new(NULL);

    escape(out, text);
    assert_string_equal(out->str, expected);
    g_string_free(out, TRUE);
}

static void test_what_is_harmless_stays(void **state)
{
    static const char *const texts[] = {
        "",
        "GET /page.txt?x=1&y=2",
        "192.0.2.10:59322",
        "seq=0 ack=1",
        "a_b",
        "12.5 ms",
        "100 % (of 5!)",
        "握手",
    };

    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        check(lf_escape_markdown, texts[i], texts[i]);
}

static void test_markup(void **state)
{
    (void)state;
    check(lf_escape_markdown, "a|b\\|c", "a&#124;b&#92;&#124;c");
    check(lf_escape_markdown, "*a* _b_ __c__ ~d~ `e`",
          "&#42;a&#42; &#95;b&#95; &#95;&#95;c&#95;&#95; &#126;d&#126; &#96;e&#96;");
    check(lf_escape_markdown, "[a](b) ![c](d)", "&#91;a&#93;(b) !&#91;c&#93;(d)");
    check(lf_escape_markdown, "<b>", "&#60;b&#62;");
    check(lf_escape_markdown, "$x$ #1 {{y}}", "&#36;x&#36; &#35;1 &#123;&#123;y&#125;&#125;");
    check(lf_escape_markdown, "&lt; &#60; &x=1; &", "&#38;lt; &#38;&#35;60; &x=1; &");
}

static void test_links(void **state)
{
    (void)state;
    check(lf_escape_markdown, "http://x.example", "http&#58;//x.example");
    check(lf_escape_markdown, "www.x.example WWW.y", "www&#46;x.example WWW&#46;y");
    check(lf_escape_markdown, "a@b.example @@", "a`@`b.example `@@`");
}

static void test_what_nobody_sees(void **state)
{
    (void)state;
    check(lf_escape_markdown, "a\nb\r\tc\x1b\x7f", "a b  c" FFFD FFFD);
    check(lf_escape_markdown, "\xc2\x85\xe2\x80\xae\xe2\x81\xa9\xd8\x9c\xe2\x80\x8e\xe2\x80\xa8",
          FFFD FFFD FFFD FFFD FFFD " ");
    check(lf_escape_markdown, "\xff|", FFFD "&#124;");
    check(lf_escape_mermaid, "a\nb\xe2\x80\xae", "a b" FFFD);
}

static void test_beginning_of_a_line(void **state)
{
    (void)state;
    check(lf_escape_markdown_line, "# a", "&#35; a");
    check(lf_escape_markdown_line, "- a", "&#45; a");
    check(lf_escape_markdown_line, "--- a", "&#45;-- a");
    check(lf_escape_markdown_line, "===", "&#61;==");
    check(lf_escape_markdown_line, "12. a", "12&#46; a");
    check(lf_escape_markdown_line, "12) a", "12&#41; a");
    check(lf_escape_markdown_line, "12 a.", "12 a.");
    check(lf_escape_markdown_line, "    a", "&#32;   a");
    check(lf_escape_markdown_line, "123", "123");
    check(lf_escape_markdown_line, "", "");
    check(lf_escape_markdown_line, "www.a", "www&#46;a");
}

static void test_mermaid(void **state)
{
    (void)state;
    check(lf_escape_mermaid, "SYN, ACK seq=0 ack=1", "SYN, ACK seq=0 ack=1");
    check(lf_escape_mermaid, "a;b#c%%d", "a#59;b#35;c#37;#37;d");
    check(lf_escape_mermaid, "<b>\"{x}\"&\\`$", "#60;b#62;#34;#123;x#125;#34;#38;#92;#96;#36;");
    check(lf_escape_mermaid, "end send End ends", "#101;nd send #69;nd ends");
    check(lf_escape_mermaid, "style: classDef", "#115;tyle: #99;lassDef");
    check(lf_escape_mermaid, "\xef\xac\x82\xc2\xb0\xc2\xb6", "#64258;\xc2\xb0#182;");
}

static char *write_table(const lf_table *table)
{
    GString *out = g_string_new(NULL);

    lf_writer_markdown.table(out, table);
    return g_string_free(out, FALSE);
}

static void test_table(void **state)
{
    static const lf_column columns[] = {{"frame", true}, {"what", false}};
    lf_table table;
    char *text;

    (void)state;
    lf_table_start(&table, "A|B", columns, 2);
    lf_table_row(&table, LF_TONE_PLAIN);
    lf_table_cell(&table, "1");
    lf_table_cell(&table, "a|b");
    lf_table_row(&table, LF_TONE_BAD);
    lf_table_cell(&table, "22");
    text = write_table(&table);
    assert_string_equal(text, "**A&#124;B**\n\n"
                              "| frame | what     |\n"
                              "| ----: | -------- |\n"
                              "|     1 | a&#124;b |\n"
                              "|  ⚠ 22 |          |\n\n");
    g_free(text);
    lf_table_free(&table);
}

static void test_wide_column_is_not_padded(void **state)
{
    static const lf_column columns[] = {{"a", false}, {"b", false}};
    lf_table table;
    char *text;

    (void)state;
    lf_table_start(&table, NULL, columns, 2);
    lf_table_row(&table, LF_TONE_GOOD);
    lf_table_cell(&table, "握手");
    lf_table_cell(&table,
                  "a sentence that is longer than a column may be where the others are filled up");
    text = write_table(&table);
    assert_string_equal(text, "| a      | b |\n"
                              "| ------ | --- |\n"
                              "| ✓ 握手 | a sentence that is longer than a column may be where the "
                              "others are filled up |\n\n");
    g_free(text);
    lf_table_free(&table);
}

static void test_lines(void **state)
{
    GString *out = g_string_new(NULL);

    (void)state;
    lf_writer_markdown.begin(out, "a # b", LF_EN);
    lf_writer_markdown.heading(out, 2, "c");
    lf_writer_markdown.heading(out, 4, "d");
    lf_writer_markdown.paragraph(out, LF_TONE_PLAIN, "- e");
    lf_writer_markdown.paragraph(out, LF_TONE_BAD, "- f");
    lf_writer_markdown.end(out);
    assert_string_equal(out->str, "# a &#35; b\n\n## c\n\n#### d\n\n&#45; e\n\n⚠ - f\n\n");
    g_string_free(out, TRUE);
}

static void add_item(lf_ladder *ladder, lf_ladder_item item)
{
    item.frame = ladder->items->len + 1;
    item.time_ns = 1000 * (int64_t)ladder->items->len;
    g_array_append_val(ladder->items, item);
}

static void test_ladder(void **state)
{
    lf_ladder ladder = {.title = "Connection 0",
                        .name = {"client", "server"},
                        .address = {"192.0.2.10:1", "192.0.2.80:80"},
                        .start = {"CLOSED", "LISTEN"},
                        .items = g_array_new(FALSE, TRUE, sizeof(lf_ladder_item))};
    GString *out = g_string_new(NULL);

    (void)state;
    add_item(&ladder, (lf_ladder_item){.phase = LF_PH_HANDSHAKE,
                                       .label = "SYN",
                                       .note = "",
                                       .state = {"SYN-SENT", "LISTEN"},
                                       .changed = {true, false}});
    add_item(&ladder, (lf_ladder_item){.phase = LF_PH_TRANSFER,
                                       .tone = LF_TONE_BAD,
                                       .leftward = true,
                                       .label = "ACK",
                                       .note = "GET /;end"});
    add_item(&ladder, (lf_ladder_item){
                          .phase = LF_PH_TRANSFER, .tone = LF_TONE_FOLD, .label = "9 segments"});
    lf_writer_markdown.ladder(out, &ladder, LF_EN);
    assert_string_equal(out->str, "```mermaid\n"
                                  "sequenceDiagram\n"
                                  "    participant C as client<br/>192.0.2.10:1\n"
                                  "    participant S as server<br/>192.0.2.80:80\n"
                                  "    Note left of C: CLOSED\n"
                                  "    Note right of S: LISTEN\n"
                                  "    rect rgba(46, 160, 67, 0.15)\n"
                                  "    Note over C,S: handshake\n"
                                  "    C->>S: 1 · 0.000000 s · SYN\n"
                                  "    Note left of C: SYN-SENT\n"
                                  "    end\n"
                                  "    rect rgba(56, 139, 253, 0.12)\n"
                                  "    Note over C,S: transfer\n"
                                  "    S-->>C: ⚠ 2 · 0.000001 s · ACK<br/>GET /#59;#101;nd\n"
                                  "    Note over C,S: ⋯ 3 · 0.000002 s · 9 segments\n"
                                  "    end\n"
                                  "```\n\n");
    g_string_free(out, TRUE);
    g_array_free(ladder.items, TRUE);
}

static void test_long_note_is_cut(void **state)
{
    lf_ladder ladder = {.name = {"client", "server"},
                        .items = g_array_new(FALSE, TRUE, sizeof(lf_ladder_item))};
    char *note = g_strnfill(61, 'x');
    GString *out = g_string_new(NULL);

    (void)state;
    add_item(&ladder, (lf_ladder_item){.label = "ACK", .note = note});
    lf_mermaid_write(out, &ladder, 0, LF_EN);
    note[60] = '\0';
    assert_non_null(strstr(out->str, note));
    note[60] = 'x';
    assert_null(strstr(out->str, note));
    assert_non_null(strstr(out->str, "x…"));
    g_string_free(out, TRUE);
    g_free(note);
    g_array_free(ladder.items, TRUE);
}

static void test_long_ladder_is_several_diagrams(void **state)
{
    lf_ladder ladder = {.name = {"client", "server"},
                        .items = g_array_new(FALSE, TRUE, sizeof(lf_ladder_item))};
    char *label = g_strnfill(1000, ';');
    unsigned at = 0;
    unsigned diagrams = 0;

    (void)state;
    for (unsigned i = 0; i < 100; i++)
        add_item(&ladder, (lf_ladder_item){.label = label, .phase = LF_PH_TRANSFER});
    while (at < ladder.items->len) {
        GString *out = g_string_new(NULL);
        unsigned next = lf_mermaid_write(out, &ladder, at, LF_EN);

        assert_true(next > at);
        assert_true(out->len < 50000);
        at = next;
        diagrams++;
        g_string_free(out, TRUE);
    }
    assert_true(diagrams >= 10 && diagrams <= 15);
    g_free(label);
    g_array_free(ladder.items, TRUE);
}

static void test_timeline(void **state)
{
    const lf_timeline_bar bars[] = {
        {.connection = true, .label = "c", .result = "", .answer_ns = 5000000, .end_ns = 30000000},
        {.label = "GET /|",
         .result = "200 OK",
         .start_ns = 5000000,
         .answer_ns = 15000000,
         .end_ns = 20000000},
        {.label = "GET /b",
         .result = "",
         .start_ns = 20000000,
         .answer_ns = INT64_MIN,
         .end_ns = INT64_MIN},
    };
    lf_timeline timeline = {.title = "www.x.example", .end_ns = 30000000, .rest = "3 more"};
    GString *out = g_string_new(NULL);

    (void)state;
    timeline.bars = g_array_new(FALSE, FALSE, sizeof(lf_timeline_bar));
    g_array_append_vals(timeline.bars, bars, G_N_ELEMENTS(bars));
    lf_writer_markdown.timeline(out, &timeline, LF_EN);
    assert_non_null(strstr(out->str, "▒▒▒▒▒▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄"));
    assert_non_null(strstr(out->str, "▁▁▁▁▁▒▒▒▒▒▒▒▒▒▒██████▁▁▁▁▁▁▁▁▁"));
    assert_non_null(strstr(out->str, "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▒▒▒▒▒▒▒▒▒▒"));
    assert_non_null(strstr(out->str, "GET /&#124;"));
    assert_non_null(strstr(out->str, "⋯ 3 more"));
    g_string_free(out, TRUE);
    g_array_free(timeline.bars, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_harmless_stays),
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_what_nobody_sees),
        cmocka_unit_test(test_beginning_of_a_line),
        cmocka_unit_test(test_mermaid),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_wide_column_is_not_padded),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_ladder),
        cmocka_unit_test(test_long_note_is_cut),
        cmocka_unit_test(test_long_ladder_is_several_diagrams),
        cmocka_unit_test(test_timeline),
    };

    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
