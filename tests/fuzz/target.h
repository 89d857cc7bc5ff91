/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a fuzzer of the core has to offer; target.c is its frame.
 */
#ifndef LABFLOW_TESTS_TARGET_H
#define LABFLOW_TESTS_TARGET_H

#include <wsutil/wmem/wmem.h>

#include "input.h"

/* Tries out one input; what it allocates in `scope` goes afterwards. Aborts where it finds a fault.
 */
void fuzz(wmem_allocator_t *scope, fuzz_input in);

#endif
