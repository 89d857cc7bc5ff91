/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segments that wait for their ACK: what each ACK newly covers, and which frame sent it.
 *
 * New data queues up in order of position; a retransmission goes to a heap, since it may end
 * anywhere. Each segment enters once and leaves once, so a connection of n segments costs n log n
 * at worst.
 */
#ifndef LABFLOW_CORE_OUTSTANDING_H
#define LABFLOW_CORE_OUTSTANDING_H

#include <stdbool.h>
#include <wsutil/wmem/wmem.h>

#include "seq.h"

typedef struct lf_sent {
    lf_pos end;      /* the number that acknowledges all of it */
    uint32_t space;  /* sequence numbers it takes: octets, SYN, FIN */
    uint32_t record; /* the caller's name for it, handed back when it is acknowledged */
    uint32_t frame;
    bool syn;
    bool fin;
} lf_sent;

static inline lf_pos lf_sent_start(const lf_sent *sent)
{
    return sent->end - sent->space;
}

typedef struct lf_outstanding {
    lf_sent *queue; /* ring, ends never fall */
    uint32_t head;
    uint32_t count;
    uint32_t room;
    uint32_t heap_count;
    uint32_t heap_room;
    bool overlaps; /* one in the queue holds octets of another before it */
    lf_sent *heap; /* smallest end first */
} lf_outstanding;

/* What an ACK newly covers. */
typedef struct lf_covered {
    uint32_t frame; /* the latest frame with a newly covered octet; 0: none */
    bool exact;     /* `last` is set: the segment that holds the octet before the ACK number */
    lf_sent last;
} lf_covered;

/* Called for each segment that is now acknowledged as a whole. */
typedef void (*lf_acked_fn)(void *context, const lf_sent *sent);

void lf_outstanding_add(wmem_allocator_t *scope, lf_outstanding *out, const lf_sent *sent);

/* Everything below `ack` is acknowledged. `una` is what was acknowledged before. */
lf_covered lf_outstanding_ack(lf_outstanding *out, lf_pos una, lf_pos ack, lf_acked_fn acked,
                              void *context);

/* Number `index` of the queue, which must have it. */
const lf_sent *lf_outstanding_at(const lf_outstanding *out, uint32_t index);

/* Forgets the first segment of the queue, which must not be empty. */
void lf_outstanding_drop_first(lf_outstanding *out);

/* Forgets everything and gives the memory back. */
void lf_outstanding_clear(wmem_allocator_t *scope, lf_outstanding *out);

#endif
