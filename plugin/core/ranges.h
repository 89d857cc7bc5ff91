/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Byte ranges that were seen out of order: what a receiver holds above RCV.NXT.
 */
#ifndef LABFLOW_CORE_RANGES_H
#define LABFLOW_CORE_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <wsutil/wmem/wmem.h>

#include "seq.h"

/* More holes than this and the lowest ones are taken as lost for good; bounds cost per segment. */
#define LF_RANGES_MAX 256

typedef struct lf_range {
    lf_pos left;  /* first position */
    lf_pos right; /* the position after the last */
} lf_range;

typedef struct lf_ranges {
    lf_range *item; /* sorted, disjoint, not touching */
    size_t count;
    size_t room;
} lf_ranges;

/* Adds [left, right). Returns the position up to which holes had to be given up to stay within
 * LF_RANGES_MAX; that is 0 in all ordinary cases. Empty ranges are ignored. */
lf_pos lf_ranges_add(wmem_allocator_t *scope, lf_ranges *ranges, lf_pos left, lf_pos right);

/* Whether all of [left, right) is held. */
bool lf_ranges_hold(const lf_ranges *ranges, lf_pos left, lf_pos right);

/* The receiver's next position is `next`: drops what lies below and returns where the in-order
 * bytes end once the ranges that touch `next` are joined to it (at least `next`). */
lf_pos lf_ranges_advance(lf_ranges *ranges, lf_pos next);

/* Takes [left, right) out; what is then more than LF_RANGES_MAX goes from the bottom. */
void lf_ranges_remove(wmem_allocator_t *scope, lf_ranges *ranges, lf_pos left, lf_pos right);

/* Forgets everything and gives the memory back. */
void lf_ranges_clear(wmem_allocator_t *scope, lf_ranges *ranges);

#endif
