/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "copies.h"
#include "wmem_scope.h"

#define MICROSECOND 1000
#define AT_ONCE     20000

static lf_segment segment(uint32_t number, int64_t time_ns)
{
    return (lf_segment){
        .frame = number + 1,
        .time_ns = time_ns,
        .flags = LF_ACK,
        .seq = 1000, /* of many ACKs one after the other */
        .ack = number,
        .ip_id = (uint16_t)(number % 40000 + 1),
    };
}

/* All that is within the time is known again, however much that is; a direct-mapped table lost what
 * collided. */
static void test_every_recent_segment_is_known(void **state)
{
    lf_copies *copies = lf_copies_new((wmem_allocator_t *)*state);

    for (uint32_t i = 0; i < AT_ONCE; i++) {
        lf_segment s = segment(i, i * 100);

        assert_false(lf_copies_has(copies, i % 7, &s, 0));
    }
    for (uint32_t i = 0; i < AT_ONCE; i++) {
        lf_segment s = segment(i, i * 100 + 2500 * MICROSECOND);

        assert_true(lf_copies_has(copies, i % 7, &s, 0));
    }
}

static void test_none_is_known_for_long(void **state)
{
    lf_copies *copies = lf_copies_new((wmem_allocator_t *)*state);
    lf_segment first = segment(1, 0);
    lf_segment in_time = segment(1, 5000 * MICROSECOND - 1);
    lf_segment late = segment(1, 5000 * MICROSECOND);
    lf_segment after_it = segment(1, 5000 * MICROSECOND + 1);

    assert_false(lf_copies_has(copies, 1, &first, 0));
    assert_true(lf_copies_has(copies, 1, &in_time, 0));
    assert_false(lf_copies_has(copies, 2, &in_time, 0));
    assert_false(lf_copies_has(copies, 1, &late, 0));
    assert_true(lf_copies_has(copies, 1, &after_it, 0)); /* of the late one */
}

/* Where the clock stands still, the oldest go once there is no more room. */
static void test_room_is_bounded(void **state)
{
    lf_copies *copies = lf_copies_new((wmem_allocator_t *)*state);
    lf_segment first = segment(0, 0);
    lf_segment last = segment(199999, 0);

    for (uint32_t i = 0; i < 200000; i++) {
        lf_segment s = segment(i, 0);

        assert_false(lf_copies_has(copies, 1, &s, 0));
    }
    assert_true(lf_copies_has(copies, 1, &last, 0));
    assert_false(lf_copies_has(copies, 1, &first, 0));
}

/* Without an identification an ACK alone may be a duplicate ACK, and data after an answer a
 * retransmission. */
static void test_without_identification_an_answer_counts(void **state)
{
    lf_copies *copies = lf_copies_new((wmem_allocator_t *)*state);
    lf_segment ack = segment(4, 0);
    lf_segment data = segment(5, 0);

    ack.ip_id = data.ip_id = 0;
    data.len = 10;
    assert_false(lf_copies_has(copies, 1, &ack, 0));
    assert_false(lf_copies_has(copies, 1, &ack, 0));
    assert_false(lf_copies_has(copies, 1, &data, 3));
    assert_true(lf_copies_has(copies, 1, &data, 3));
    assert_false(lf_copies_has(copies, 1, &data, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_every_recent_segment_is_known),
        scope_test(test_none_is_known_for_long),
        scope_test(test_room_is_bounded),
        scope_test(test_without_identification_an_answer_counts),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("copies", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}
