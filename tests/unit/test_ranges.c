/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a receiver holds above RCV.NXT: RFC 9293 section 3.10.7.4, segments beyond it are held.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ranges.h"
#include "wmem_scope.h"

#define OCTETS 96

static void assert_range(const lf_ranges *ranges, size_t index, lf_pos left, lf_pos right)
{
    assert_true(index < ranges->count);
    assert_int_equal(ranges->item[index].left, left);
    assert_int_equal(ranges->item[index].right, right);
}

static void test_add_ignores_nothing(void **state)
{
    lf_ranges ranges = {0};

    assert_int_equal(lf_ranges_add(*state, &ranges, 10, 10), 0);
    assert_int_equal(lf_ranges_add(*state, &ranges, 10, 5), 0);
    assert_int_equal(ranges.count, 0);
}

static void test_add_sorts(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 50, 60);
    lf_ranges_add(*state, &ranges, 10, 20);
    lf_ranges_add(*state, &ranges, 30, 40);
    assert_int_equal(ranges.count, 3);
    assert_range(&ranges, 0, 10, 20);
    assert_range(&ranges, 1, 30, 40);
    assert_range(&ranges, 2, 50, 60);
}

static void test_add_joins_what_touches(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 10, 20);
    lf_ranges_add(*state, &ranges, 30, 40);
    lf_ranges_add(*state, &ranges, 20, 30);
    assert_int_equal(ranges.count, 1);
    assert_range(&ranges, 0, 10, 40);
}

static void test_add_swallows_what_lies_inside(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 10, 20);
    lf_ranges_add(*state, &ranges, 30, 40);
    lf_ranges_add(*state, &ranges, 60, 70);
    lf_ranges_add(*state, &ranges, 5, 50);
    assert_int_equal(ranges.count, 2);
    assert_range(&ranges, 0, 5, 50);
    assert_range(&ranges, 1, 60, 70);
}

static void test_hold_wants_all_of_it(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 10, 20);
    lf_ranges_add(*state, &ranges, 30, 40);
    assert_true(lf_ranges_hold(&ranges, 10, 20));
    assert_true(lf_ranges_hold(&ranges, 32, 33));
    assert_false(lf_ranges_hold(&ranges, 9, 12));
    assert_false(lf_ranges_hold(&ranges, 15, 35));
    assert_false(lf_ranges_hold(&ranges, 40, 41));
}

static void test_advance_joins_what_is_now_in_order(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 20, 30);
    lf_ranges_add(*state, &ranges, 40, 50);
    assert_int_equal(lf_ranges_advance(&ranges, 15), 15);
    assert_int_equal(lf_ranges_advance(&ranges, 20), 30);
    assert_int_equal(ranges.count, 1);
    assert_int_equal(lf_ranges_advance(&ranges, 100), 100);
    assert_int_equal(ranges.count, 0);
}

static void test_add_gives_up_the_lowest_hole_at_the_limit(void **state)
{
    lf_ranges ranges = {0};

    for (lf_pos i = 1; i <= LF_RANGES_MAX; i++)
        assert_int_equal(lf_ranges_add(*state, &ranges, i * 10, i * 10 + 5), 0);
    assert_int_equal(lf_ranges_add(*state, &ranges, 100000, 100001), 15);
    assert_int_equal(lf_ranges_advance(&ranges, 15), 15);
    assert_int_equal(ranges.count, LF_RANGES_MAX);
}

static void test_remove_cuts(void **state)
{
    lf_ranges ranges = {0};

    lf_ranges_add(*state, &ranges, 10, 20);
    lf_ranges_add(*state, &ranges, 30, 40);
    lf_ranges_remove(*state, &ranges, 20, 30);
    assert_int_equal(ranges.count, 2);
    lf_ranges_remove(*state, &ranges, 13, 15);
    assert_int_equal(ranges.count, 3);
    assert_true(lf_ranges_hold(&ranges, 10, 13));
    assert_false(lf_ranges_hold(&ranges, 12, 14));
    assert_true(lf_ranges_hold(&ranges, 15, 20));
    lf_ranges_remove(*state, &ranges, 18, 35);
    assert_true(lf_ranges_hold(&ranges, 15, 18));
    assert_false(lf_ranges_hold(&ranges, 18, 19));
    assert_false(lf_ranges_hold(&ranges, 34, 36));
    assert_true(lf_ranges_hold(&ranges, 35, 40));
    lf_ranges_remove(*state, &ranges, 0, 100);
    assert_int_equal(ranges.count, 0);
}

/* Against a map with one flag for each octet. */
static void test_add_and_advance_agree_with_a_map(void **state)
{
    unsigned char held[OCTETS + 1] = {0};
    lf_ranges ranges = {0};
    lf_pos next = 0;
    unsigned random = 12345;

    for (int turn = 0; turn < 20000; turn++) {
        lf_pos left, right;

        random = random * 1103515245U + 12345U;
        left = (random >> 8) % OCTETS;
        right = left + 1 + (random >> 20) % 6;
        if (right > OCTETS)
            right = OCTETS;
        memset(held + left, 1, (size_t)(right - left));
        lf_ranges_add(*state, &ranges, left, right);
        while (held[next])
            next++;
        assert_int_equal(lf_ranges_advance(&ranges, next), next);
        for (size_t i = 0; i < ranges.count; i++) {
            assert_true(ranges.item[i].left > (i == 0 ? next : ranges.item[i - 1].right));
            assert_false(held[ranges.item[i].left - 1]);
            assert_false(held[ranges.item[i].right]);
            assert_null(memchr(held + ranges.item[i].left, 0,
                               (size_t)(ranges.item[i].right - ranges.item[i].left)));
        }
        if (next == OCTETS) {
            memset(held, 0, sizeof held);
            next = 0;
            lf_ranges_clear(*state, &ranges);
            assert_int_equal(ranges.count, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scope_test(test_add_ignores_nothing),
        scope_test(test_add_sorts),
        scope_test(test_add_joins_what_touches),
        scope_test(test_add_swallows_what_lies_inside),
        scope_test(test_hold_wants_all_of_it),
        scope_test(test_advance_joins_what_is_now_in_order),
        scope_test(test_add_gives_up_the_lowest_hole_at_the_limit),
        scope_test(test_remove_cuts),
        scope_test(test_add_and_advance_agree_with_a_map),
    };
    int failed;

    wmem_init();
    failed = cmocka_run_group_tests_name("ranges", tests, NULL, NULL);
    wmem_cleanup();
    return failed;
}
