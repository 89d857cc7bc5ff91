/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../plugin/report/rows.h"

/* What a reader gets on paper, whatever the capture. */
#define LINES_MAX 500

typedef struct lf_sum_of_rows {
    uint64_t frames;
    uint64_t octets[2];
    uint32_t last_frame;
} lf_sum_of_rows;

static lf_report_connection *begin(void)
{
    lf_report_connection *connection = g_new0(lf_report_connection, 1);

    connection->rows = g_array_new(FALSE, FALSE, sizeof(lf_report_row));
    return connection;
}

static void forget(lf_report_connection *connection)
{
    g_array_free(connection->rows, TRUE);
    g_free(connection->folder);
    g_free(connection);
}

static void add(lf_report_connection *connection, uint32_t frame, lf_weight weight)
{
    lf_report_row row = {.time_ns = frame * INT64_C(1000), .frame = frame, .frames = 1};

    row.one.len = frame % 7;
    row.one.from = (uint8_t)(frame % 2);
    lf_rows_add(connection, &row, weight);
}

static const lf_report_row *row_at(const lf_report_connection *connection, unsigned at)
{
    return &g_array_index(connection->rows, lf_report_row, at);
}

/* Rows come in order, and no frame is told twice. */
static lf_sum_of_rows sum(const lf_report_connection *connection)
{
    lf_sum_of_rows found = {0};

    for (unsigned i = 0; i < connection->rows->len; i++) {
        const lf_report_row *row = row_at(connection, i);

        assert_true(row->frame > found.last_frame);
        found.frames += row->frames;
        if (row->frames == 1) {
            found.octets[row->one.from] += row->one.len;
            found.last_frame = row->frame;
            continue;
        }
        assert_int_equal(row->fold.sent[0] + row->fold.sent[1], row->frames);
        assert_int_equal(row->fold.last_frame - row->frame + 1, row->frames);
        assert_int_equal(row->fold.last_ns, row->fold.last_frame * INT64_C(1000));
        found.octets[0] += row->fold.octets[0];
        found.octets[1] += row->fold.octets[1];
        found.last_frame = row->fold.last_frame;
    }
    return found;
}

static void check_all_are_told(const lf_report_connection *connection, uint32_t frames)
{
    lf_sum_of_rows found = sum(connection);
    uint64_t octets[2] = {0};

    for (uint32_t frame = 1; frame <= frames; frame++)
        octets[frame % 2] += frame % 7;
    assert_int_equal(found.frames, frames);
    assert_int_equal(found.octets[0], octets[0]);
    assert_int_equal(found.octets[1], octets[1]);
    assert_int_equal(found.last_frame, frames);
}

static void test_small_connection_is_told_frame_by_frame(void **state)
{
    lf_report_connection *connection = begin();

    (void)state;
    for (uint32_t frame = 1; frame <= 16; frame++)
        add(connection, frame, LF_WEIGHT_PLAIN);
    lf_rows_finish(connection);
    assert_int_equal(connection->rows->len, 16);
    check_all_are_told(connection, 16);
    forget(connection);
}

static void test_long_transfer_is_folded_up_to_its_end(void **state)
{
    lf_report_connection *connection = begin();

    (void)state;
    for (uint32_t frame = 1; frame <= 3; frame++)
        add(connection, frame, LF_WEIGHT_STEP);
    for (uint32_t frame = 4; frame <= 9999; frame++)
        add(connection, frame, LF_WEIGHT_PLAIN);
    add(connection, 10000, LF_WEIGHT_STEP);
    lf_rows_finish(connection);
    assert_int_equal(connection->rows->len, 16 + 1 + 2 + 1);
    assert_int_equal(row_at(connection, 16)->frames, 9997 - 16);
    assert_int_equal(row_at(connection, 19)->frame, 10000);
    check_all_are_told(connection, 10000);
    forget(connection);
}

static void test_one_left_over_is_no_fold(void **state)
{
    lf_report_connection *connection = begin();

    (void)state;
    for (uint32_t frame = 1; frame <= 19; frame++)
        add(connection, frame, LF_WEIGHT_PLAIN);
    add(connection, 20, LF_WEIGHT_KEY);
    lf_rows_finish(connection);
    assert_int_equal(connection->rows->len, 20);
    check_all_are_told(connection, 20);
    forget(connection);
}

static void test_no_pattern_gets_longer_than_can_be_read(void **state)
{
    (void)state;
    for (unsigned pattern = 1; pattern < 40; pattern++) {
        lf_report_connection *connection = begin();

        for (uint32_t frame = 1; frame <= 20000; frame++) {
            bool step = frame % pattern == 0;
            bool key = frame % (pattern + 3) == 0;

            add(connection, frame, step ? LF_WEIGHT_STEP : (key ? LF_WEIGHT_KEY : LF_WEIGHT_PLAIN));
        }
        lf_rows_finish(connection);
        assert_true(connection->rows->len <= LINES_MAX);
        check_all_are_told(connection, 20000);
        forget(connection);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_connection_is_told_frame_by_frame),
        cmocka_unit_test(test_long_transfer_is_folded_up_to_its_end),
        cmocka_unit_test(test_one_left_over_is_no_fold),
        cmocka_unit_test(test_no_pattern_gets_longer_than_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
