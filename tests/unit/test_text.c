/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text of bounded length.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text.h"

static void test_numbers(void **state)
{
    lf_text text;

    (void)state;
    lf_text_start(&text);
    lf_text_add_number(&text, 0);
    lf_text_add(&text, " ");
    lf_text_add_number(&text, 4294967295U);
    lf_text_add(&text, " ");
    lf_text_add_number(&text, 1000000007U);
    assert_string_equal(text.at, "0 4294967295 1000000007");
    assert_int_equal(text.len, strlen(text.at));
}

static void test_what_does_not_fit_is_left_out(void **state)
{
    lf_text text;

    (void)state;
    lf_text_start(&text);
    for (unsigned i = 0; i < LF_TEXT_SIZE - 3; i++)
        lf_text_add(&text, "x");
    lf_text_add(&text, "abc");
    assert_int_equal(text.len, LF_TEXT_SIZE - 3);
    lf_text_add(&text, "ab");
    lf_text_add(&text, "c");
    assert_int_equal(text.len, LF_TEXT_SIZE - 1);
    assert_string_equal(text.at + LF_TEXT_SIZE - 4, "xab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_what_does_not_fit_is_left_out),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
