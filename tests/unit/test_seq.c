/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sequence number arithmetic: RFC 9293 section 3.4 (modulo 2^32) and positions beyond one turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "seq.h"

static void test_start_keeps_the_raw_number(void **state)
{
    static const uint32_t raws[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++)
        assert_int_equal(lf_pos_raw(lf_pos_start(raws[i])), raws[i]);
}

static void test_start_leaves_room_below(void **state)
{
    lf_pos start = lf_pos_start(0);
    lf_pos old = lf_pos_near(start, 0xFFFFFFFF);

    (void)state;
    assert_true(old > 0);
    assert_true(old == start - 1);
}

static void test_near_goes_forward_over_the_wrap(void **state)
{
    lf_pos before = lf_pos_start(0xFFFFFFF0);
    lf_pos after = lf_pos_near(before, 0x10);

    (void)state;
    assert_true(after == before + 0x20);
    assert_int_equal(lf_pos_raw(after), 0x10);
}

static void test_near_goes_back_over_the_wrap(void **state)
{
    lf_pos after = lf_pos_near(lf_pos_start(0xFFFFFFF0), 0x10);

    (void)state;
    assert_true(lf_pos_near(after, 0xFFFFFFF0) == after - 0x20);
}

static void test_near_takes_the_closer_half(void **state)
{
    lf_pos here = lf_pos_start(0x1000);

    (void)state;
    assert_true(lf_pos_near(here, 0x1000) == here);
    assert_true(lf_pos_near(here, 0x1000U + 0x7FFFFFFFU) == here + 0x7FFFFFFF);
    assert_true(lf_pos_near(here, 0x1000U + 0x80000001U) == here - 0x7FFFFFFF);
}

static void test_near_orders_a_stream_of_many_turns(void **state)
{
    const uint32_t stride = 0x30000000;
    lf_pos position = lf_pos_start(0xFFFFFFFF);
    lf_pos first = position;
    uint32_t raw = 0xFFFFFFFF;

    (void)state;
    for (int i = 1; i <= 100; i++) {
        raw += stride;
        position = lf_pos_near(position, raw);
        assert_true(position == first + (lf_pos)i * stride);
        assert_int_equal(lf_pos_raw(position), raw);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_keeps_the_raw_number),
        cmocka_unit_test(test_start_leaves_room_below),
        cmocka_unit_test(test_near_goes_forward_over_the_wrap),
        cmocka_unit_test(test_near_goes_back_over_the_wrap),
        cmocka_unit_test(test_near_takes_the_closer_half),
        cmocka_unit_test(test_near_orders_a_stream_of_many_turns),
    };

    return cmocka_run_group_tests_name("seq", tests, NULL, NULL);
}
