/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The HTML report: whatever the texts are, they stay texts; whatever the times are, there is a
 * drawing. The documents are left in LABFLOW_SAMPLES for a validator, or somebody's eyes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../plugin/report/escape.h"
#include "documents.h"

#define HOSTILE                                                                                    \
    "</svg></title></style><script>alert(1)</script>\" onload=\"x' ]]> &#x0; & "                   \
    "\x01\x07\x1b[31m\x7f\xc2\x85 \xe2\x80\xae"                                                    \
    "evil \xef\xbf\xbf \xef\xb7\x90 \xff\xc3 end"

static void write_ladder(GString *out, lf_ladder ladder, lf_language language)
{
    lf_writer_html.ladder(out, &ladder, language);
    ladder_free(&ladder);
}

static void write_timeline(GString *out, lf_timeline timeline, lf_language language)
{
    lf_writer_html.timeline(out, &timeline, language);
    timeline_free(&timeline);
}

static void write_table(GString *out, lf_table *table)
{
    lf_writer_html.table(out, table);
    lf_table_free(table);
}

static unsigned count(const char *text, const char *what)
{
    unsigned found = 0;

    for (text = strstr(text, what); text != NULL; text = strstr(text + 1, what))
        found++;
    return found;
}

static void assert_balanced(const char *text, const char *element)
{
    char *open = g_strdup_printf("<%s ", element);
    char *bare = g_strdup_printf("<%s>", element);
    char *close = g_strdup_printf("</%s>", element);

    assert_int_equal(count(text, open) + count(text, bare), count(text, close));
    g_free(open);
    g_free(bare);
    g_free(close);
}

/* What must hold of every document, and ends it. */
static void finish(GString *out, const char *name)
{
    static const char *const elements[] = {"svg",   "text", "title", "desc", "g",
                                           "table", "tr",   "td",    "p",    "figure"};
    char *path = g_strdup_printf("%s/%s.html", LABFLOW_SAMPLES, name);

    lf_writer_html.end(out);
    assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
    assert_int_equal(count(out->str, "<script"), 0);
    assert_int_equal(count(out->str, "(null)"), 0);
    assert_int_equal(count(out->str, "nan"), 0);
    assert_int_equal(count(out->str, "=\"-"), 0); /* no negative size, nothing left of the edge */
    for (unsigned i = 0; i < G_N_ELEMENTS(elements); i++)
        assert_balanced(out->str, elements[i]);
    assert_true(g_str_has_suffix(out->str, "</html>\n"));
    assert_true(g_file_set_contents(path, out->str, (gssize)out->len, NULL));
    g_free(path);
    g_string_free(out, TRUE);
}

static GString *start(const char *title, lf_language language)
{
    GString *out = g_string_new(NULL);

    lf_writer_html.begin(out, title, language);
    return out;
}

static void assert_escaped(const char *text, const char *expected)
{
    GString *out = g_string_new(NULL);

    lf_escape_xml(out, text);
    assert_string_equal(out->str, expected);
    g_string_free(out, TRUE);
}

static void test_escape(void **state)
{
    (void)state;
    assert_escaped("", "");
    assert_escaped(NULL, "");
    assert_escaped("a < b && c > \"d'", "a &lt; b &amp;&amp; c &gt; &quot;d&#39;");
    assert_escaped("&#x0; ]]>", "&amp;#x0; ]]&gt;");
    assert_escaped("a\tb\r\nc", "a b  c");
    assert_escaped("\x01\x1b\x7f\xc2\x85", "\uFFFD\uFFFD\uFFFD\uFFFD");
    assert_escaped("\u202E\u2066\u200F\u061C", "\uFFFD\uFFFD\uFFFD\uFFFD");
    assert_escaped("\uFDD0\uFFFE\U0001FFFF", "\uFFFD\uFFFD\uFFFD");
    assert_escaped("a\xff"
                   "b",
                   "a\uFFFDb");
    assert_escaped("帧 é 😀", "帧 é 😀");
}

static void test_document(void **state)
{
    GString *out = start("HTTP and TCP in http.pcap", LF_EN);
    lf_table table;

    (void)state;
    lf_writer_html.heading(out, 2, "Connections");
    lf_writer_html.paragraph(out, LF_TONE_PLAIN, "One connection, opened with three segments.");
    lf_writer_html.paragraph(out, LF_TONE_BAD, "1 segment was sent again.");
    lf_writer_html.paragraph(out, LF_TONE_GOOD, "Closed by both ends.");
    lf_writer_html.heading(out, 3, "Connection 0");
    write_ladder(out, ladder_of_12(LF_EN), LF_EN);
    table_of_12(&table, LF_EN);
    write_table(out, &table);
    lf_writer_html.heading(out, 2, "Page loads");
    write_timeline(out, timeline_of(6, 20), LF_EN);
    assert_true(g_str_has_prefix(out->str, "<!DOCTYPE html>\n<html "));
    assert_non_null(strstr(out->str, " lang=\"en\""));
    assert_non_null(strstr(out->str, "default-src 'none'"));
    assert_int_equal(count(out->str, "<h1>"), 1);
    assert_int_equal(count(out->str, ">SYN-RECEIVED<"), 1);
    assert_int_equal(count(out->str, "class=\"head bad\""), 1);
    assert_int_equal(count(out->str, "class=\"arrow bad\""), 2); /* and in the legend */
    assert_int_equal(count(out->str, ">404 Not Found"), 4);
    finish(out, "document");
}

static void test_chinese(void **state)
{
    GString *out = start("http.pcap 中的 HTTP 与 TCP", LF_ZH);
    lf_table table;

    (void)state;
    lf_writer_html.heading(out, 2, "连接 0");
    write_ladder(out, ladder_of_12(LF_ZH), LF_ZH);
    table_of_12(&table, LF_ZH);
    write_table(out, &table);
    write_timeline(out, timeline_of(2, 5), LF_ZH);
    assert_non_null(strstr(out->str, " lang=\"zh-CN\""));
    assert_non_null(strstr(out->str, ">握手<"));
    finish(out, "chinese");
}

static void test_many_lines(void **state)
{
    GString *out = start("200 lines", LF_EN);

    (void)state;
    write_ladder(out, ladder_of_many(200), LF_EN);
    assert_int_equal(count(out->str, "class=\"break\""), 2 * 22);
    finish(out, "many");
}

static void test_hostile_texts(void **state)
{
    char text[] = HOSTILE;
    GString *out = start(text, LF_EN);
    lf_table table;

    (void)state;
    lf_writer_html.heading(out, 2, text);
    lf_writer_html.paragraph(out, LF_TONE_BAD, text);
    table_of_text(&table, text);
    write_table(out, &table);
    write_ladder(out, ladder_of_text(text), LF_EN);
    write_timeline(out, timeline_of_text(text), LF_EN);
    for (const char *at = out->str; *at != '\0'; at++)
        assert_true((unsigned char)*at >= ' ' || *at == '\n');
    assert_int_equal(count(out->str, " onload=\""), 0);
    assert_int_equal(count(out->str, "]]>"), 0);
    assert_int_equal(count(out->str, "\u202E"), 0);
    assert_int_equal(count(out->str, "\x7f"), 0);
    finish(out, "hostile");
}

/* Scripts that a font may draw wider or higher than was reckoned. */
static void test_odd_scripts(void **state)
{
    char text[] = "\uFDFD\uFDFD عربي ไทย 😀😀 Z\u0300\u0301\u0302\u0303\u0304\u0305";
    GString *out = start(text, LF_EN);

    (void)state;
    write_ladder(out, ladder_of_text(text), LF_EN);
    write_timeline(out, timeline_of_text(text), LF_EN);
    assert_non_null(strstr(out->str, "textLength"));
    finish(out, "odd");
}

static void test_nothing(void **state)
{
    GString *out = start(NULL, LF_EN);
    static const lf_column column = {"nothing", false};
    lf_table table;

    (void)state;
    lf_table_start(&table, NULL, &column, 1);
    write_table(out, &table);
    write_ladder(out, (lf_ladder){.title = NULL}, LF_EN);
    write_timeline(out, (lf_timeline){.title = NULL}, LF_ZH);
    lf_writer_html.paragraph(out, LF_TONE_PLAIN, NULL);
    assert_non_null(strstr(out->str, "<title>labflow</title>"));
    finish(out, "nothing");
}

static void test_impossible_times(void **state)
{
    static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 5, INT64_C(10000) * 1000000000,
                                    INT64_MAX};
    GString *out = start("Times", LF_EN);

    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(times) * G_N_ELEMENTS(times); i++) {
        int64_t first = times[i / G_N_ELEMENTS(times)];
        int64_t last = times[i % G_N_ELEMENTS(times)];
        lf_timeline timeline = timeline_of_text("x");
        lf_ladder ladder = ladder_of_text("x");

        timeline.start_ns = first;
        timeline.end_ns = last;
        for (unsigned bar = 0; bar < timeline.bars->len; bar++) {
            lf_timeline_bar *at = &g_array_index(timeline.bars, lf_timeline_bar, bar);

            at->connection = bar == 0;
            at->start_ns = times[(i + bar) % G_N_ELEMENTS(times)];
            at->answer_ns = first;
            at->end_ns = last;
        }
        g_array_index(ladder.items, lf_ladder_item, 0).time_ns = first;
        g_array_index(ladder.items, lf_ladder_item, 1).time_ns = last;
        write_ladder(out, ladder, LF_EN);
        write_timeline(out, timeline, LF_EN);
    }
    finish(out, "times");
}

static void test_round_ticks(void **state)
{
    GString *out = start("Ticks", LF_EN);
    lf_timeline timeline = timeline_of_text("x");

    (void)state;
    timeline.start_ns = INT64_C(3000000000);
    timeline.end_ns = INT64_C(4300000000);
    write_timeline(out, timeline, LF_EN);
    assert_non_null(strstr(out->str, "0 = 3.000000 s after"));
    assert_non_null(strstr(out->str, ">0 s<"));
    assert_non_null(strstr(out->str, ">0.2 s<"));
    assert_non_null(strstr(out->str, ">1.2 s<"));
    assert_null(strstr(out->str, ">1.4 s<"));
    finish(out, "ticks");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escape),        cmocka_unit_test(test_document),
        cmocka_unit_test(test_chinese),       cmocka_unit_test(test_many_lines),
        cmocka_unit_test(test_hostile_texts), cmocka_unit_test(test_odd_scripts),
        cmocka_unit_test(test_nothing),       cmocka_unit_test(test_impossible_times),
        cmocka_unit_test(test_round_ticks),
    };

    g_mkdir_with_parents(LABFLOW_SAMPLES, 0755);
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
