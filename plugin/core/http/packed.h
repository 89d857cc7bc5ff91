/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packed: complete messages as octets, each of their numbers in as few as it needs. What many
 * messages have in common (a label: status, kind, method, host) is kept once. Private to store.c.
 */
#ifndef LABFLOW_CORE_HTTP_PACKED_H
#define LABFLOW_CORE_HTTP_PACKED_H

#include <wsutil/wmem/wmem.h>

#include "../blocks.h"
#include "../octets.h"
#include "message.h"

typedef struct lf_packed {
    lf_octets messages;
    lf_blocks labels;
    uint32_t label_count;
    wmem_map_t *label_index; /* label -> number + 1 */
    int64_t origin_ns;       /* the others' times are told from that of the first message */
} lf_packed;

void lf_packed_init(lf_packed *packed, wmem_allocator_t *scope);

/* Keeps all of `m` but `next`, `partner` and `acked_in`, which are still to come, and `target`, for
 * which the number is kept that is given here. Returns the place of it all; LF_OCTETS_FULL: there
 * is no room any more. */
uint32_t lf_packed_put(lf_packed *packed, wmem_allocator_t *scope, const lf_message *m,
                       uint32_t target);

/* Restores what was put at `place` in `m`, which is zeroed; returns the number of its target. */
uint32_t lf_packed_get(const lf_packed *packed, uint32_t place, lf_message *m);

/* From now on the message at `place` has LF_MARK_UNANSWERED. */
void lf_packed_set_unanswered(lf_packed *packed, uint32_t place);

#endif
