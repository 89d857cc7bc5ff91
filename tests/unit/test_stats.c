/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistics: what counts, and the filters of rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "stats.h"

static lf_verdict ended(lf_conn_state state)
{
    return (lf_verdict){.conn_state = state, .teardown_initiator = LF_ROLE_UNKNOWN};
}

static void add(lf_stats *stats, uint32_t stream, lf_conn_state state)
{
    lf_verdict verdict = ended(state);

    lf_stats_segment(stats, stream, &verdict);
}

static const lf_stats_row *row_at(const GArray *rows, unsigned at)
{
    assert_true(at < rows->len);
    return &g_array_index(rows, lf_stats_row, at);
}

static void test_the_last_segment_counts(void **state)
{
    lf_stats *stats = lf_stats_new();
    GArray *rows;

    (void)state;
    add(stats, 3, LF_CS_S0);
    add(stats, 3, LF_CS_SF);
    rows = lf_stats_rows(stats, LF_STATS_OUTCOMES);
    assert_int_equal(rows->len, 1);
    assert_int_equal(row_at(rows, 0)->key, LF_CS_SF);
    assert_int_equal(row_at(rows, 0)->count, 1);
    assert_string_equal(row_at(rows, 0)->filter->str, "labflow.stream == 3");
    g_array_unref(rows);
    lf_stats_free(stats);
}

static void test_neighbours_are_one_range(void **state)
{
    static const uint32_t streams[] = {0, 1, 2, 5, 7, 8};
    lf_stats *stats = lf_stats_new();
    GArray *rows;

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(streams); i++)
        add(stats, streams[i], LF_CS_SF);
    rows = lf_stats_rows(stats, LF_STATS_OUTCOMES);
    assert_string_equal(row_at(rows, 0)->filter->str, "labflow.stream in {0..2, 5, 7..8}");
    g_array_unref(rows);
    lf_stats_free(stats);
}

/* Every other connection is of one kind: as many ranges as there are of it. */
static void test_a_long_filter_ends_and_says_so(void **state)
{
    lf_stats *stats = lf_stats_new();
    GString *text = g_string_new(NULL);
    GArray *rows;
    const char *last;

    (void)state;
    for (uint32_t stream = 0; stream < 2 * (LF_STATS_RANGES + 50); stream++)
        add(stats, stream, stream % 2 == 0 ? LF_CS_SF : LF_CS_S0);
    rows = lf_stats_rows(stats, LF_STATS_OUTCOMES);
    assert_int_equal(row_at(rows, 1)->count, LF_STATS_RANGES + 50);
    assert_int_equal(row_at(rows, 1)->covered, LF_STATS_RANGES);
    last = strrchr(row_at(rows, 1)->filter->str, ',');
    assert_string_equal(last, ", 598}");
    lf_stats_write(rows, LF_STATS_OUTCOMES, LF_EN, text);
    assert_non_null(strstr(text->str, "598} (the first 300 of 350 connections)"));
    g_string_free(text, TRUE);
    g_array_unref(rows);
    lf_stats_free(stats);
}

static void test_messages_and_their_times(void **state)
{
    static const int64_t latencies[] = {2000000, 6000000, 1000000};
    lf_stats *stats = lf_stats_new();
    lf_stats_message message = {.stream = 0, .status = 404, .outcome = LF_OUT_CLIENT_ERROR};
    GString *text = g_string_new(NULL);
    GArray *rows;

    (void)state;
    add(stats, 0, LF_CS_SF);
    lf_stats_message_done(stats, &message);
    message.has_latency = true;
    for (size_t i = 0; i < G_N_ELEMENTS(latencies); i++) {
        message.latency_ns = latencies[i];
        lf_stats_message_done(stats, &message);
    }
    rows = lf_stats_rows(stats, LF_STATS_STATUS);
    assert_int_equal(row_at(rows, 0)->count, 4);
    assert_int_equal(row_at(rows, 0)->timed, 3);
    assert_string_equal(row_at(rows, 0)->filter->str, "labflow.http.status == 404");
    lf_stats_write(rows, LF_STATS_STATUS, LF_EN, text);
    assert_non_null(strstr(text->str, "1.000  3.000  6.000  labflow.http.status == 404\n"));
    g_array_unref(rows);
    g_string_free(text, TRUE);
    lf_stats_free(stats);
}

static void test_only_what_is_wanted_counts(void **state)
{
    lf_stats *stats = lf_stats_new();
    lf_stats_message message = {.stream = 1, .status = 200, .outcome = LF_OUT_OK};
    GArray *rows;

    (void)state;
    add(stats, 1, LF_CS_SF);
    add(stats, 2, LF_CS_SF);
    lf_stats_message_done(stats, &message);
    message.stream = 2;
    lf_stats_message_done(stats, &message);
    lf_stats_limit(stats);
    lf_stats_want(stats, 2);
    rows = lf_stats_rows(stats, LF_STATS_ANSWERS);
    assert_int_equal(row_at(rows, 0)->count, 1);
    assert_string_equal(row_at(rows, 0)->filter->str,
                        "labflow.http.outcome == \"ok\" && labflow.stream == 2");
    g_array_unref(rows);
    lf_stats_free(stats);
}

static void test_nothing_is_said_in_both_languages(void **state)
{
    lf_stats *stats = lf_stats_new();

    (void)state;
    for (int table = 0; table < LF_STATS_COUNT; table++) {
        GArray *rows = lf_stats_rows(stats, (lf_stats_table)table);
        GString *text = g_string_new(NULL);

        lf_stats_write(rows, (lf_stats_table)table, LF_EN, text);
        lf_stats_write(rows, (lf_stats_table)table, LF_ZH, text);
        assert_true(g_str_has_prefix(text->str, lf_stats_title((lf_stats_table)table, LF_EN)));
        assert_true(g_utf8_validate(text->str, -1, NULL));
        g_string_free(text, TRUE);
        g_array_unref(rows);
    }
    lf_stats_free(stats);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_last_segment_counts),
        cmocka_unit_test(test_neighbours_are_one_range),
        cmocka_unit_test(test_a_long_filter_ends_and_says_so),
        cmocka_unit_test(test_messages_and_their_times),
        cmocka_unit_test(test_only_what_is_wanted_counts),
        cmocka_unit_test(test_nothing_is_said_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
