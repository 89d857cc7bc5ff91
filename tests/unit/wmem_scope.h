/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A fresh allocator for each test. Wireshark's strict one checks every block's borders when it is
 * freed, so a write beyond an array's end fails the test.
 */
#ifndef LABFLOW_TESTS_WMEM_SCOPE_H
#define LABFLOW_TESTS_WMEM_SCOPE_H

#include <wsutil/wmem/wmem.h>

static inline int scope_open(void **state)
{
    *state = wmem_allocator_new(WMEM_ALLOCATOR_STRICT);
    return 0;
}

static inline int scope_close(void **state)
{
    wmem_destroy_allocator((wmem_allocator_t *)*state);
    return 0;
}

#define scope_test(function) cmocka_unit_test_setup_teardown(function, scope_open, scope_close)

#endif
