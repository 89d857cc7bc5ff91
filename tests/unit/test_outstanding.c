/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segments that wait for their ACK: which frame an ACK names, and which segments it completes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "outstanding.h"
#include "wmem_scope.h"

#define RECORDS 64

typedef struct acked {
    unsigned count;
    unsigned times[RECORDS]; /* by record */
} acked;

static void note_acked(void *context, const lf_sent *sent)
{
    acked *seen = (acked *)context;

    assert_true(sent->record < RECORDS);
    seen->count++;
    seen->times[sent->record]++;
}

/* The segment of frame `frame`, also its record, that takes [start, end). */
static void send(void **state, lf_outstanding *out, uint32_t frame, lf_pos start, lf_pos end)
{
    lf_sent sent = {.end = end, .space = (uint32_t)(end - start), .record = frame, .frame = frame};

    lf_outstanding_add(*state, out, &sent);
}

static void test_ack_of_nothing(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};
    lf_covered covered = lf_outstanding_ack(&out, 1, 1, note_acked, &seen);

    (void)state;
    assert_int_equal(covered.frame, 0);
    assert_false(covered.exact);
    assert_int_equal(seen.count, 0);
}

static void test_ack_of_one_segment(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};
    lf_covered covered;

    send(state, &out, 4, 1, 11);
    covered = lf_outstanding_ack(&out, 1, 11, note_acked, &seen);
    assert_int_equal(covered.frame, 4);
    assert_true(covered.exact);
    assert_int_equal(lf_sent_start(&covered.last), 1);
    assert_int_equal(covered.last.end, 11);
    assert_int_equal(seen.times[4], 1);
}

static void test_ack_of_two_segments_names_the_later(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};
    lf_covered covered;

    send(state, &out, 4, 1, 11);
    send(state, &out, 5, 11, 21);
    covered = lf_outstanding_ack(&out, 1, 21, note_acked, &seen);
    assert_int_equal(covered.frame, 5);
    assert_int_equal(covered.last.frame, 5);
    assert_int_equal(seen.count, 2);
}

static void test_ack_again_covers_nothing(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};

    send(state, &out, 4, 1, 11);
    send(state, &out, 5, 11, 21);
    lf_outstanding_ack(&out, 1, 11, note_acked, &seen);
    assert_int_equal(lf_outstanding_ack(&out, 11, 11, note_acked, &seen).frame, 0);
    assert_int_equal(seen.count, 1);
}

static void test_ack_inside_a_segment(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};
    lf_covered covered;

    send(state, &out, 4, 1, 11);
    covered = lf_outstanding_ack(&out, 1, 6, note_acked, &seen);
    assert_int_equal(covered.frame, 4);
    assert_int_equal(seen.count, 0);
    covered = lf_outstanding_ack(&out, 6, 11, note_acked, &seen);
    assert_int_equal(covered.frame, 4);
    assert_int_equal(seen.times[4], 1);
}

static void test_ack_of_a_retransmission_names_the_later_copy(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};
    lf_covered covered;

    send(state, &out, 4, 1, 11);
    send(state, &out, 5, 11, 21);
    send(state, &out, 6, 1, 11);
    covered = lf_outstanding_ack(&out, 1, 21, note_acked, &seen);
    assert_int_equal(covered.frame, 6);
    assert_int_equal(covered.last.frame, 5); /* the sum that gives 21 is frame 5's */
    assert_int_equal(seen.count, 3);
}

static void test_ack_of_acknowledged_octets_again(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};

    send(state, &out, 4, 1, 11);
    lf_outstanding_ack(&out, 1, 11, note_acked, &seen);
    send(state, &out, 6, 1, 11);
    assert_int_equal(lf_outstanding_ack(&out, 11, 11, note_acked, &seen).frame, 0);
    assert_int_equal(seen.times[6], 1);
}

static void test_clear_forgets(void **state)
{
    lf_outstanding out = {0};
    acked seen = {0};

    send(state, &out, 4, 1, 11);
    send(state, &out, 5, 1, 6);
    lf_outstanding_clear(*state, &out);
    assert_int_equal(lf_outstanding_ack(&out, 1, 11, note_acked, &seen).frame, 0);
    assert_int_equal(seen.count, 0);
}

/* Every segment is completed once, by the first ACK that reaches its end, in whatever order they
 * were sent. */
static void test_each_segment_is_completed_once(void **state)
{
    for (unsigned seed = 1; seed <= 200; seed++) {
        lf_outstanding out = {0};
        acked seen = {0};
        lf_pos end_of[RECORDS];
        lf_pos una = 1;
        unsigned random = seed;

        for (uint32_t i = 0; i < RECORDS; i++) {
            lf_pos start;

            random = random * 1103515245U + 12345U;
            start = 1 + (random >> 8) % 200;
            end_of[i] = start + 1 + (random >> 20) % 40;
            send(state, &out, i, start, end_of[i]);
        }
        while (una < 300) {
            lf_pos ack = una + 17;

            lf_outstanding_ack(&out, una, ack, note_acked, &seen);
            for (uint32_t i = 0; i < RECORDS; i++)
                assert_int_equal(seen.times[i], end_of[i] <= ack);
            una = ack;
        }
        assert_int_equal(seen.count, RECORDS);
        lf_outstanding_clear(*state, &out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_ack_of_nothing),
        scope_test(test_ack_of_one_segment),
        scope_test(test_ack_of_two_segments_names_the_later),
        scope_test(test_ack_again_covers_nothing),
        scope_test(test_ack_inside_a_segment),
        scope_test(test_ack_of_a_retransmission_names_the_later_copy),
        scope_test(test_ack_of_acknowledged_octets_again),
        scope_test(test_clear_forgets),
        scope_test(test_each_segment_is_completed_once),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("outstanding", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}
