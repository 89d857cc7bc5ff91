/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outstanding.h"

#define PARTS_MAX 64

static lf_sent *at(const lf_outstanding *out, uint32_t index)
{
    return &out->queue[(out->head + index) % out->room];
}

static void grow_queue(wmem_allocator_t *scope, lf_outstanding *out)
{
    uint32_t room = out->room == 0 ? 2 : out->room * 2;
    lf_sent *queue = wmem_alloc_array(scope, lf_sent, room);

    for (uint32_t i = 0; i < out->count; i++)
        queue[i] = *at(out, i);
    wmem_free(scope, out->queue);
    out->queue = queue;
    out->head = 0;
    out->room = room;
}

static void heap_push(wmem_allocator_t *scope, lf_outstanding *out, const lf_sent *sent)
{
    uint32_t i = out->heap_count++;

    if (out->heap_count > out->heap_room) {
        out->heap_room = out->heap_room == 0 ? 2 : out->heap_room * 2;
        out->heap = (lf_sent *)wmem_realloc(scope, out->heap, out->heap_room * sizeof(lf_sent));
    }
    while (i > 0 && out->heap[(i - 1) / 2].end > sent->end) {
        out->heap[i] = out->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    out->heap[i] = *sent;
}

static lf_sent heap_pop(lf_outstanding *out)
{
    lf_sent top = out->heap[0];
    lf_sent moved = out->heap[--out->heap_count];
    uint32_t i = 0;

    for (;;) {
        uint32_t child = 2 * i + 1;

        if (child >= out->heap_count)
            break;
        if (child + 1 < out->heap_count && out->heap[child + 1].end < out->heap[child].end)
            child++;
        if (moved.end <= out->heap[child].end)
            break;
        out->heap[i] = out->heap[child];
        i = child;
    }
    out->heap[i] = moved;
    return top;
}

void lf_outstanding_add(wmem_allocator_t *scope, lf_outstanding *out, const lf_sent *sent)
{
    if (out->count > 0 && sent->end < at(out, out->count - 1)->end) {
        heap_push(scope, out, sent);
        return;
    }
    if (out->count == 0)
        out->overlaps = false;
    else if (lf_sent_start(sent) < at(out, out->count - 1)->end)
        out->overlaps = true;
    if (out->count == out->room)
        grow_queue(scope, out);
    *at(out, out->count) = *sent;
    out->count++;
}

const lf_sent *lf_outstanding_at(const lf_outstanding *out, uint32_t index)
{
    return at(out, index);
}

/* `sent` has at least one octet in [una, ack). */
static void note(lf_covered *covered, const lf_sent *sent, lf_pos una, lf_pos ack)
{
    if (una >= ack || sent->end <= una || lf_sent_start(sent) >= ack)
        return;
    if (sent->frame > covered->frame)
        covered->frame = sent->frame;
    if (sent->end < ack)
        return;
    /* The sum is best shown with the segment that ends at the ACK, the latest of several. */
    if (covered->exact && covered->last.end == ack &&
        (sent->end != ack || sent->frame < covered->last.frame))
        return;
    covered->exact = true;
    covered->last = *sent;
}

/* Retransmissions may hold octets in common with others: a few partly covered segments are looked
 * at, in the queue without any only the first. */
static void note_parts(lf_covered *covered, const lf_outstanding *out, lf_pos una, lf_pos ack)
{
    for (uint32_t i = 0; i < out->count && i < PARTS_MAX; i++) {
        if (lf_sent_start(at(out, i)) >= ack && !out->overlaps)
            break;
        note(covered, at(out, i), una, ack);
    }
    for (uint32_t i = 0; i < out->heap_count && i < PARTS_MAX; i++) {
        if (out->heap[i].end > ack)
            note(covered, &out->heap[i], una, ack);
    }
}

void lf_outstanding_drop_first(lf_outstanding *out)
{
    out->head = (out->head + 1) % out->room;
    out->count--;
}

lf_covered lf_outstanding_ack(lf_outstanding *out, lf_pos una, lf_pos ack, lf_acked_fn acked,
                              void *context)
{
    lf_covered covered = {0};

    while (out->count > 0 && at(out, 0)->end <= ack) {
        const lf_sent *sent = at(out, 0);

        note(&covered, sent, una, ack);
        acked(context, sent);
        out->head = (out->head + 1) % out->room;
        out->count--;
    }
    note_parts(&covered, out, una, ack);
    while (out->heap_count > 0 && out->heap[0].end <= ack) {
        lf_sent sent = heap_pop(out);

        note(&covered, &sent, una, ack);
        acked(context, &sent);
    }
    return covered;
}

void lf_outstanding_clear(wmem_allocator_t *scope, lf_outstanding *out)
{
    wmem_free(scope, out->queue);
    wmem_free(scope, out->heap);
    *out = (lf_outstanding){0};
}
