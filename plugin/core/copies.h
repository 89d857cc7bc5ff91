/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segments as far as it takes to know them again: a mirror port captures each one twice.
 */
#ifndef LABFLOW_CORE_COPIES_H
#define LABFLOW_CORE_COPIES_H

#include <wsutil/wmem/wmem.h>

#include "segment.h"

typedef struct lf_copies lf_copies;

lf_copies *lf_copies_new(wmem_allocator_t *scope);

/* Whether this very segment of `stream` was captured just before; if not, it is remembered.
 * `answered` is the other end's last frame. */
bool lf_copies_has(lf_copies *copies, uint32_t stream, const lf_segment *segment,
                   uint32_t answered);

#endif
