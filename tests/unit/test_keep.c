/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verdicts come back from the keep as they went in, whatever the order of asking.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "keep.h"
#include "wmem_scope.h"

#define MANY 20000 /* several of the keep's blocks */

/* Every field set, and different from its neighbours. */
static lf_verdict full_verdict(void)
{
    return (lf_verdict){
        .frame = 7,
        .anomalies = LF_AN_BIT(KEEP_ALIVE) | LF_AN_BIT(ZERO_WINDOW),
        .before = {LF_ST_FIN_WAIT_1, LF_ST_CLOSE_WAIT},
        .after = {LF_ST_TIME_WAIT, LF_ST_LAST_ACK},
        .phase = LF_PH_TEARDOWN,
        .role = LF_SERVER,
        .role_guessed = true,
        .handshake_step = 3,
        .handshake_kind = LF_HS_FAST_OPEN,
        .has_rtt = true,
        .rtt_ns = INT64_C(123456789012),
        .teardown_steps = 1 << 2 | 1 << 3,
        .teardown_kind = LF_TD_THREE_SEGMENT,
        .teardown_initiator = LF_CLIENT,
        .seq_verdict = LF_SEQ_OVERLAP,
        .has_seq_expected = true,
        .seq_expected = 5,
        .seq_actual = 0xFFFFFFF0,
        .ack_verdict = LF_ACK_LAGGING,
        .has_ack_expected = true,
        .ack_expected = 0x80000000,
        .ack_actual = 112,
        .ack_duplicate = true,
        .ack_frame = 6,
        .formula = {.frame = 4, .seq = 10, .len = 101, .whole = 150, .fin = true},
        .conn_state = LF_CS_S2,
        .conn_history = "ShADadF",
        .close_reason = LF_CLOSE_APPLICATION,
        .unacked = {8, 9},
    };
}

static void assert_label_equal(const lf_verdict *got, const lf_verdict *expected)
{
    assert_true(got->anomalies == expected->anomalies);
    assert_memory_equal(got->before, expected->before, sizeof got->before);
    assert_memory_equal(got->after, expected->after, sizeof got->after);
    assert_int_equal(got->phase, expected->phase);
    assert_int_equal(got->role, expected->role);
    assert_int_equal(got->role_guessed, expected->role_guessed);
    assert_int_equal(got->handshake_step, expected->handshake_step);
    assert_int_equal(got->handshake_kind, expected->handshake_kind);
    assert_int_equal(got->teardown_steps, expected->teardown_steps);
    assert_int_equal(got->teardown_kind, expected->teardown_kind);
    assert_int_equal(got->teardown_initiator, expected->teardown_initiator);
    assert_int_equal(got->conn_state, expected->conn_state);
    assert_string_equal(got->conn_history, expected->conn_history);
    assert_int_equal(got->close_reason, expected->close_reason);
}

static void assert_numbers_equal(const lf_verdict *got, const lf_verdict *expected)
{
    assert_int_equal(got->has_rtt, expected->has_rtt);
    assert_true(got->rtt_ns == expected->rtt_ns);
    assert_int_equal(got->seq_verdict, expected->seq_verdict);
    assert_int_equal(got->has_seq_expected, expected->has_seq_expected);
    assert_int_equal(got->seq_expected, expected->seq_expected);
    assert_int_equal(got->seq_actual, expected->seq_actual);
    assert_int_equal(got->ack_verdict, expected->ack_verdict);
    assert_int_equal(got->has_ack_expected, expected->has_ack_expected);
    assert_int_equal(got->ack_expected, expected->ack_expected);
    assert_int_equal(got->ack_actual, expected->ack_actual);
    assert_int_equal(got->ack_duplicate, expected->ack_duplicate);
    assert_int_equal(got->ack_frame, expected->ack_frame);
    assert_int_equal(got->formula.frame, expected->formula.frame);
    assert_int_equal(got->formula.seq, expected->formula.seq);
    assert_int_equal(got->formula.len, expected->formula.len);
    assert_int_equal(got->formula.whole, expected->formula.whole);
    assert_int_equal(got->formula.syn, expected->formula.syn);
    assert_int_equal(got->formula.fin, expected->formula.fin);
    assert_memory_equal(got->unacked, expected->unacked, sizeof got->unacked);
}

/* `expected` is the verdict on the frame that it names. */
static void assert_kept(const lf_keep *keep, uint32_t record, uint32_t stream,
                        const lf_verdict *expected)
{
    lf_verdict got;
    uint32_t got_stream;

    assert_true(lf_keep_get(keep, record, expected->frame, &got_stream, &got));
    assert_int_equal(got_stream, stream);
    assert_label_equal(&got, expected);
    assert_numbers_equal(&got, expected);
}

static void test_full_verdict_comes_back(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();

    assert_kept(keep, lf_keep_add(keep, 7, true, 3, &verdict), 3, &verdict);
}

static void test_bare_verdict_comes_back(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = {.frame = 1, .conn_history = ""};

    assert_kept(keep, lf_keep_add(keep, 1, true, 0, &verdict), 0, &verdict);
}

static void test_verdicts_that_share_a_label_keep_their_numbers(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();
    lf_verdict other = full_verdict();
    uint32_t first;
    uint32_t second;

    other.frame = 8;
    other.seq_actual = 77;
    other.rtt_ns = 1;
    first = lf_keep_add(keep, 7, true, 3, &verdict);
    second = lf_keep_add(keep, 8, true, 4, &other);
    assert_kept(keep, first, 3, &verdict);
    assert_kept(keep, second, 4, &other);
}

static void test_verdicts_that_differ_in_one_label_field_stay_apart(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict[3] = {full_verdict(), full_verdict(), full_verdict()};

    uint32_t record[3];

    verdict[1].after[LF_SERVER] = LF_ST_CLOSED;
    verdict[2].conn_history = "ShADadFf";
    for (uint32_t i = 0; i < 3; i++)
        record[i] = lf_keep_add(keep, verdict[i].frame, true, 0, &verdict[i]);
    for (uint32_t i = 0; i < 3; i++)
        assert_kept(keep, record[i], 0, &verdict[i]);
}

static void test_find_counts_the_headers_of_a_frame(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();
    uint32_t outer = lf_keep_add(keep, 5, true, 0, &verdict);
    uint32_t inner = lf_keep_add(keep, 5, false, 1, &verdict);
    uint32_t next = lf_keep_add(keep, 6, true, 2, &verdict);

    assert_int_equal(lf_keep_find(keep, 5, 0), outer);
    assert_int_equal(lf_keep_find(keep, 5, 1), inner);
    assert_int_equal(lf_keep_find(keep, 5, 2), LF_NO_RECORD);
    assert_int_equal(lf_keep_find(keep, 6, 0), next);
    assert_int_equal(lf_keep_find(keep, 6, 1), LF_NO_RECORD);
}

static void test_find_knows_what_was_never_added(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();

    assert_int_equal(lf_keep_find(keep, 1, 0), LF_NO_RECORD);
    lf_keep_add(keep, 9000, true, 0, &verdict);
    assert_int_equal(lf_keep_find(keep, 1, 0), LF_NO_RECORD);
    assert_int_equal(lf_keep_find(keep, 8999, 0), LF_NO_RECORD);
    assert_int_equal(lf_keep_find(keep, 1000000, 0), LF_NO_RECORD);
}

static void test_frame_that_is_added_again_starts_anew(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();
    uint32_t again;

    lf_keep_add(keep, 7, true, 0, &verdict);
    lf_keep_add(keep, 7, false, 0, &verdict);
    verdict.ack_frame = 99;
    again = lf_keep_add(keep, 7, true, 8, &verdict);
    assert_int_equal(lf_keep_find(keep, 7, 0), again);
    assert_int_equal(lf_keep_find(keep, 7, 1), LF_NO_RECORD);
    assert_kept(keep, again, 8, &verdict);
}

static void test_nothing_takes_a_place(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();
    lf_verdict got;
    uint32_t stream;
    uint32_t nothing = lf_keep_add_nothing(keep, 7, true);
    uint32_t second = lf_keep_add(keep, 7, false, 2, &verdict);

    assert_int_equal(lf_keep_find(keep, 7, 0), nothing);
    assert_int_equal(lf_keep_find(keep, 7, 1), second);
    assert_false(lf_keep_get(keep, nothing, 5, &stream, &got));
    assert_kept(keep, second, 2, &verdict);
    assert_false(lf_keep_get(keep, LF_NO_RECORD, 5, &stream, &got));
}

static void test_first_acked_in_counts(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();
    uint32_t pure_ack = lf_keep_add(keep, 4, true, 0, &verdict);
    uint32_t record;

    verdict.len = 1;
    record = lf_keep_add(keep, 5, true, 0, &verdict);
    lf_keep_set_acked_in(keep, pure_ack, 4, 6);
    assert_int_equal(lf_keep_acked_in(keep, pure_ack, 4), 0);
    assert_int_equal(lf_keep_acked_in(keep, record, 5), 0);
    lf_keep_set_acked_in(keep, record, 5, 6);
    lf_keep_set_acked_in(keep, record, 5, 9);
    lf_keep_set_acked_in(keep, LF_NO_RECORD, 5, 9);
    assert_int_equal(lf_keep_acked_in(keep, record, 5), 6);
    assert_int_equal(lf_keep_acked_in(keep, LF_NO_RECORD, 5), 0);
}

static void test_acked_in_from_near_and_far(void **state)
{
    static const uint32_t by[] = {1, 5, 6, 65539, 65540, 65541, UINT32_MAX};
    lf_keep *keep = lf_keep_new(*state);
    lf_verdict verdict = full_verdict();

    verdict.len = 1;
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        uint32_t record = lf_keep_add(keep, 5, true, 0, &verdict);

        lf_keep_set_acked_in(keep, record, 5, by[i]);
        assert_int_equal(lf_keep_acked_in(keep, record, 5), by[i]);
    }
}

/* Numbers of every size, so that records are of many lengths and end anywhere in a chunk. */
static lf_verdict numbered_verdict(uint32_t i)
{
    lf_verdict verdict = full_verdict();

    verdict.frame = i + 1;
    verdict.seq_actual = i * 3;
    verdict.ack_actual = UINT32_MAX >> i % 32;
    verdict.seq_expected = verdict.seq_actual + i % 3;
    verdict.ack_frame = i / 2;
    verdict.formula.frame = i % 5 == 0 ? i / 2 : i + 100;
    verdict.formula.seq = verdict.ack_actual - verdict.formula.len - 1;
    verdict.handshake_step = i % 4;
    verdict.unacked[1] = i % 5;
    verdict.has_rtt = i % 2 == 0;
    verdict.rtt_ns = i % 2 == 0 ? INT64_MIN + (INT64_MAX >> i % 64) : 0;
    if (verdict.formula.frame == 0)
        verdict.formula = (lf_formula){.fin = true};
    return verdict;
}

static void test_many_verdicts_come_back_in_any_order(void **state)
{
    lf_keep *keep = lf_keep_new(*state);

    for (uint32_t i = 0; i < MANY; i++) {
        lf_verdict verdict = numbered_verdict(i);
        uint32_t next = lf_keep_next(keep);

        assert_int_equal(lf_keep_add(keep, i + 1, true, i % 7, &verdict), next);
        assert_true(lf_keep_next(keep) > next);
    }
    for (uint32_t step = 0; step < MANY; step++) {
        uint32_t i = step * 7919 % MANY;
        lf_verdict verdict = numbered_verdict(i);

        assert_kept(keep, lf_keep_find(keep, i + 1, 0), i % 7, &verdict);
    }
}

static void test_headers_of_a_frame_are_found_across_chunks(void **state)
{
    lf_keep *keep = lf_keep_new(*state);
    uint32_t record[MANY];

    for (uint32_t i = 0; i < MANY; i++) {
        lf_verdict verdict = numbered_verdict(i);

        record[i] = i % 7 == 0 ? lf_keep_add_nothing(keep, 1 + i / 10, i % 10 == 0)
                               : lf_keep_add(keep, 1 + i / 10, i % 10 == 0, i, &verdict);
    }
    for (uint32_t i = 0; i < MANY; i++)
        assert_int_equal(lf_keep_find(keep, 1 + i / 10, i % 10), record[i]);
    assert_int_equal(lf_keep_find(keep, 1, 10), LF_NO_RECORD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_full_verdict_comes_back),
        scope_test(test_bare_verdict_comes_back),
        scope_test(test_verdicts_that_share_a_label_keep_their_numbers),
        scope_test(test_verdicts_that_differ_in_one_label_field_stay_apart),
        scope_test(test_find_counts_the_headers_of_a_frame),
        scope_test(test_find_knows_what_was_never_added),
        scope_test(test_frame_that_is_added_again_starts_anew),
        scope_test(test_nothing_takes_a_place),
        scope_test(test_first_acked_in_counts),
        scope_test(test_acked_in_from_near_and_far),
        scope_test(test_many_verdicts_come_back_in_any_order),
        scope_test(test_headers_of_a_frame_are_found_across_chunks),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("keep", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}
