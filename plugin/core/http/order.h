/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Order: the octets that one end sends, put into order. Segments go in as they were captured;
 * pieces come out as the receiver reads them, each octet once.
 */
#ifndef LABFLOW_CORE_HTTP_ORDER_H
#define LABFLOW_CORE_HTTP_ORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <wsutil/wmem/wmem.h>

#include "../seq.h"

/* What one segment carries, or the part of it that is new. */
typedef struct lf_piece {
    const struct lf_tls_record *sealed; /* the TLS record it was decrypted from; NULL: none */
    const uint8_t *at;                  /* as many octets as `captured` */
    uint32_t len;                       /* octets on the wire */
    uint32_t captured; /* the first ones of them: a short snap length cuts the rest off */
    lf_pos left;       /* position of the first octet */
    uint32_t frame;
    uint32_t record; /* lf_segment.record */
    uint32_t ack;    /* acknowledgement number, raw; void without has_ack */
    bool has_ack;
    int64_t time_ns;
} lf_piece;

typedef struct lf_held lf_held;

/* What every segment looks at comes first. */
typedef struct lf_order {
    lf_pos next;   /* everything before it has come out */
    lf_pos acked;  /* the other end has acknowledged this much */
    lf_held *held; /* sorted by position */
    bool known;    /* `next` is set */
    bool fin_known;
    bool peer_seen; /* the other end's ACKs are in the capture */
    bool given_up;  /* what is missing will not come */
    bool early;     /* `early_ack` (raw) came before anything of this end's */
    uint32_t early_ack;
    lf_pos first;  /* where it starts */
    lf_pos fin;    /* position behind the last octet, once fin_known */
    lf_held *last; /* the last one of `held`: most pieces go behind it */
    lf_held *out;  /* the piece that is being read */
    uint32_t held_count;
    uint32_t held_octets;
} lf_order;

typedef enum lf_order_step {
    LF_ORDER_WAIT,  /* nothing more in order */
    LF_ORDER_PIECE, /* a piece */
    LF_ORDER_AGAIN, /* a piece that was held back, all of which has come out by now */
    LF_ORDER_GAP,   /* octets that the capture lacks: `len` of them at `left` */
    LF_ORDER_END,   /* the FIN: nothing comes any more */
} lf_order_step;

/* A SYN with the sequence number `seq` (raw): the first octet has the number after it. */
void lf_order_syn(lf_order *order, uint32_t seq);

/* The number (raw) behind the last octet is known: that of a FIN. */
void lf_order_fin(lf_order *order, uint32_t seq);

/* The other end acknowledges `ack` (raw): what lies before it and did not come will not come. */
void lf_order_ack(lf_order *order, uint32_t ack);

/* Position of a raw number. Only once something was sent (`known`). */
lf_pos lf_order_near(const lf_order *order, uint32_t raw);

/* Takes in a segment's payload that begins at `seq` (raw); `piece->left` is set here. `piece` is
 * the next that comes out when it is in order, so its octets are copied only when it is not. */
void lf_order_add(wmem_allocator_t *scope, lf_order *order, uint32_t seq, lf_piece *piece);

/* Nothing more will come: what is missing stays so. */
void lf_order_give_up(lf_order *order);

/* What comes next. `piece` is the one that lf_order_add was given last, or NULL; on return `*next`
 * holds what the result speaks of, its octets valid until the next call. */
lf_order_step lf_order_next(wmem_allocator_t *scope, lf_order *order, lf_piece *piece,
                            lf_piece *next);

/* Gives everything that is held back. */
void lf_order_clear(wmem_allocator_t *scope, lf_order *order);

#endif
