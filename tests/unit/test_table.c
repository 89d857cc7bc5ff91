/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table's cells, numbers without printf, and how a terminal shows them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../plugin/report/append.h"
#include "../../plugin/report/text.h"

static void test_numbers(void **state)
{
    GString *out = g_string_new("<");

    (void)state;
    lf_append_number(out, 0);
    g_string_append_c(out, ' ');
    lf_append_number(out, UINT64_MAX);
    g_string_append_c(out, ' ');
    lf_append_padded(out, 42, 6);
    g_string_append_c(out, ' ');
    lf_append_padded(out, 1234567, 3);
    g_string_append_c(out, ' ');
    lf_append_padded(out, 7, 20);
    lf_append_repeated(out, '-', 3);
    lf_append_repeated(out, '+', 0);
    assert_string_equal(out->str, "<0 18446744073709551615 000042 1234567 00000000000000000007---");
    assert_int_equal(out->len, strlen(out->str));
    g_string_free(out, TRUE);
}

/* However a cell was filled, and whatever was left out. */
static void test_cells(void **state)
{
    static const lf_column columns[] = {{"a", true}, {"b", false}, {"c", false}};
    lf_table table;

    (void)state;
    lf_table_start(&table, NULL, columns, 3);
    lf_table_row(&table, LF_TONE_PLAIN);
    lf_table_cell(&table, NULL);
    g_string_append(lf_table_open(&table), "put ");
    g_string_append(table.text, "together");
    lf_table_number(&table, 4294967296);
    lf_table_row(&table, LF_TONE_BAD); /* left short */
    lf_table_cellf(&table, "%d%%", 50);
    lf_table_row(&table, LF_TONE_FOLD);
    lf_table_open(&table);
    lf_table_cell(&table, "");
    lf_table_cell(&table, "last");
    assert_int_equal(lf_table_rows(&table), 3);
    assert_string_equal(lf_table_at(&table, 0, 0), "");
    assert_string_equal(lf_table_at(&table, 0, 1), "put together");
    assert_string_equal(lf_table_at(&table, 0, 2), "4294967296");
    assert_string_equal(lf_table_at(&table, 1, 0), "50%");
    assert_string_equal(lf_table_at(&table, 1, 1), "");
    assert_string_equal(lf_table_at(&table, 1, 2), "");
    assert_string_equal(lf_table_at(&table, 2, 0), "");
    assert_string_equal(lf_table_at(&table, 2, 2), "last");
    assert_int_equal(lf_table_tone(&table, 1), LF_TONE_BAD);
    lf_table_free(&table);
}

static void check_fit(const char *text, unsigned room, const char *expected, unsigned width)
{
    lf_text_cell cell;

    lf_text_fit(&cell, text, room);
    assert_string_equal(cell.text, expected);
    assert_int_equal(cell.width, width);
    assert_int_equal(cell.owned == NULL, cell.text == text);
    g_free(cell.owned);
}

static void test_fit(void **state)
{
    (void)state;
    check_fit("", 4, "", 0);
    check_fit("abcd", 4, "abcd", 4);
    check_fit("abcde", 4, "abc…", 4);
    check_fit("握手", 4, "握手", 4);
    check_fit("握手", 3, "握…", 3);
    check_fit("a → b ✓", 9, "a → b ✓", 7);
    check_fit("e\xcc\x81t\xc3\xa9", 9, "e\xcc\x81t\xc3\xa9", 3);
    check_fit("a\tb", 9, "a b", 3);
    check_fit("\xe2\x80\xae"
              "abc",
              9,
              "\xef\xbf\xbd"
              "abc",
              4);
    check_fit("ab\xff", 9, "ab\xef\xbf\xbd", 3);
    check_fit("ab\xe2\x86", 9, "ab\xef\xbf\xbd\xef\xbf\xbd", 4);
}

static void test_text_table(void **state)
{
    static const lf_column columns[] = {{"frame", true}, {"what", false}};
    GString *out = g_string_new(NULL);
    lf_table table;

    (void)state;
    lf_table_start(&table, "Two", columns, 2);
    lf_table_row(&table, LF_TONE_BAD);
    lf_table_number(&table, 7);
    lf_table_cell(&table, "a\nb");
    lf_table_row(&table, LF_TONE_FOLD);
    lf_table_cell(&table, "3 more frames");
    lf_table_row(&table, LF_TONE_PLAIN);
    lf_table_number(&table, 123456);
    lf_writer_text.table(out, &table);
    assert_string_equal(out->str, "Two\n"
                                  "   frame  what\n"
                                  "!      7  a b\n"
                                  "  ... 3 more frames\n"
                                  "  123456\n");
    lf_table_free(&table);
    g_string_free(out, TRUE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_text_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
