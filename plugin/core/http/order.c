/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "order.h"

#include <string.h>

/* Held beyond a hole; more, and the hole is taken as one of the capture. */
#define PIECES_MAX    8192u
#define OCTETS_MAX    (16u << 20)
#define ONE_SIDED_MAX 64u /* nobody's ACK tells what has arrived */

struct lf_held {
    lf_held *next;
    lf_piece piece;
    uint8_t octets[];
};

lf_pos lf_order_near(const lf_order *order, uint32_t raw)
{
    return lf_pos_near(order->next, raw);
}

static void start(lf_order *order, uint32_t raw)
{
    order->first = order->next = order->acked = lf_pos_start(raw);
    order->known = true;
    if (order->early)
        lf_order_ack(order, order->early_ack);
}

void lf_order_syn(lf_order *order, uint32_t seq)
{
    if (!order->known)
        start(order, seq + 1);
}

void lf_order_fin(lf_order *order, uint32_t seq)
{
    if (!order->known)
        start(order, seq);
    if (order->fin_known)
        return;
    order->fin = lf_order_near(order, seq);
    order->fin_known = true;
}

void lf_order_ack(lf_order *order, uint32_t ack)
{
    lf_pos pos;

    order->peer_seen = true;
    if (!order->known) {
        order->early = true;
        order->early_ack = ack;
        return;
    }
    pos = lf_order_near(order, ack);
    if (pos > order->acked && pos - order->next < LF_SEQ_HORIZON)
        order->acked = pos;
}

/* Cuts off what lies before `next` and behind the FIN. False: nothing is left. */
static bool trim(const lf_order *order, lf_piece *piece)
{
    lf_pos right = piece->left + piece->len;
    uint32_t old;

    if (order->fin_known && right > order->fin)
        right = order->fin;
    if (right <= order->next || right <= piece->left)
        return false;
    piece->len = (uint32_t)(right - piece->left);
    piece->captured = MIN(piece->captured, piece->len);
    if (piece->left >= order->next)
        return true;
    old = (uint32_t)(order->next - piece->left);
    piece->left += old;
    piece->len -= old;
    old = MIN(old, piece->captured);
    if (old > 0) /* what was cut off has nothing to point to */
        piece->at += old;
    piece->captured -= old;
    return true;
}

/* Where in the list a piece at `left` belongs; the first of equals stays the first. */
static lf_held **place_for(lf_order *order, lf_pos left)
{
    lf_held **place = &order->held;

    if (order->last != NULL && order->last->piece.left <= left)
        return &order->last->next;
    while (*place != NULL && (*place)->piece.left <= left)
        place = &(*place)->next;
    return place;
}

static void hold(wmem_allocator_t *scope, lf_order *order, const lf_piece *piece)
{
    lf_held *held = (lf_held *)wmem_alloc(scope, sizeof *held + piece->captured);
    lf_held **place = place_for(order, piece->left);

    held->piece = *piece;
    if (piece->captured != 0)
        memcpy(held->octets, piece->at, piece->captured);
    held->piece.at = held->octets;
    held->next = *place;
    *place = held;
    if (held->next == NULL)
        order->last = held;
    order->held_count++;
    order->held_octets += piece->captured;
}

void lf_order_add(wmem_allocator_t *scope, lf_order *order, uint32_t seq, lf_piece *piece)
{
    if (!order->known)
        start(order, seq);
    piece->left = lf_order_near(order, seq);
    if (piece->left - order->next > LF_SEQ_HORIZON || !trim(order, piece))
        piece->len = 0;
    if (piece->len == 0 || piece->left <= order->next)
        return;
    hold(scope, order, piece);
    piece->len = 0;
}

static void release(wmem_allocator_t *scope, lf_order *order)
{
    wmem_free(scope, order->out);
    order->out = NULL;
}

static void take_out(lf_order *order)
{
    lf_held *held = order->held;

    order->held = held->next;
    if (order->held == NULL)
        order->last = NULL;
    order->held_count--;
    order->held_octets -= held->piece.captured;
    order->out = held;
}

static bool is_given_up(const lf_order *order, lf_pos hole_end)
{
    return order->given_up || order->acked >= hole_end || order->held_count > PIECES_MAX ||
           order->held_octets > OCTETS_MAX ||
           (!order->peer_seen && (order->fin_known || order->held_count > ONE_SIDED_MAX));
}

void lf_order_give_up(lf_order *order)
{
    order->given_up = true;
}

static lf_order_step skip(lf_order *order, lf_pos to, lf_piece *gap)
{
    *gap = (lf_piece){.left = order->next, .len = (uint32_t)(to - order->next)};
    order->next = to;
    return LF_ORDER_GAP;
}

static lf_order_step give(lf_order *order, const lf_piece *piece, lf_piece *next)
{
    *next = *piece;
    order->next = piece->left + piece->len;
    return LF_ORDER_PIECE;
}

lf_order_step lf_order_next(wmem_allocator_t *scope, lf_order *order, lf_piece *piece,
                            lf_piece *next)
{
    release(scope, order);
    if (piece != NULL && piece->len > 0) {
        give(order, piece, next);
        piece->len = 0;
        return LF_ORDER_PIECE;
    }
    if (order->held != NULL) {
        if (order->held->piece.left > order->next) {
            lf_pos left = order->held->piece.left;

            return is_given_up(order, left) ? skip(order, left, next) : LF_ORDER_WAIT;
        }
        take_out(order);
        if (trim(order, &order->out->piece))
            return give(order, &order->out->piece, next);
        *next = order->out->piece;
        return LF_ORDER_AGAIN;
    }
    if (!order->fin_known)
        return LF_ORDER_WAIT;
    if (order->next < order->fin)
        return order->acked > order->fin ? skip(order, order->fin, next) : LF_ORDER_WAIT;
    return LF_ORDER_END;
}

void lf_order_clear(wmem_allocator_t *scope, lf_order *order)
{
    release(scope, order);
    while (order->held != NULL) {
        take_out(order);
        release(scope, order);
    }
    *order = (lf_order){0};
}
