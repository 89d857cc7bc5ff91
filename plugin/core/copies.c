/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every segment of the last 5 ms is known again, however many there are: a ring of them, with a
 * list through it for each value of a hash. Numbers count segments from 1, so a link to what the
 * ring no longer holds is known by its number.
 */
#include "copies.h"

/* A mirror port sends its second copy at once. */
#define WITHIN_NS (INT64_C(5) * 1000000)

/* As many are kept whatever their age: a capture's clock may run to and fro. */
#define ROOM 1024

/* What 13 million segments a second leave behind in that time; where time stands still, so many. */
#define ROOM_MAX 65536

/* So many are looked at: more have one hash by design alone. */
#define TRIES 64

typedef struct lf_print {
    uint32_t stream;
    uint32_t seq;
    uint32_t ack;
    uint32_t len;
    uint16_t window;
    uint16_t checksum;
    uint16_t ip_id;
    uint8_t flags;
    uint8_t dir;
    uint32_t frame;
    uint32_t before; /* the number of the one before it with its hash; 0: none */
    int64_t time_ns;
} lf_print;

struct lf_copies {
    wmem_allocator_t *scope;
    uint32_t room;    /* a power of two */
    uint32_t count;   /* the number of the last one */
    uint32_t lost;    /* the number of the last one that is not held any more */
    lf_print *ring;   /* by number modulo room */
    uint32_t *latest; /* by hash: the number of the last one */
};

static void make_room(lf_copies *copies, uint32_t room)
{
    copies->room = room;
    copies->ring = wmem_alloc_array(copies->scope, lf_print, room);
    copies->latest = (uint32_t *)wmem_alloc0(copies->scope, room * sizeof(uint32_t));
}

lf_copies *lf_copies_new(wmem_allocator_t *scope)
{
    lf_copies *copies = wmem_new0(scope, lf_copies);

    copies->scope = scope;
    make_room(copies, ROOM);
    return copies;
}

static lf_print *at(const lf_copies *copies, uint32_t number)
{
    return &copies->ring[number & (copies->room - 1)];
}

static uint32_t *latest_like(const lf_copies *copies, const lf_print *print)
{
    uint32_t mixed = print->seq ^ print->ack << 5 ^ print->len << 7 ^ print->stream << 3 ^
                     (uint32_t)print->ip_id << 16 ^ print->dir;

    mixed *= UINT32_C(2654435761);
    return &copies->latest[(mixed ^ mixed >> 16) & (copies->room - 1)];
}

static void link_up(lf_copies *copies, uint32_t number)
{
    lf_print *print = at(copies, number);
    uint32_t *latest = latest_like(copies, print);

    print->before = *latest;
    *latest = number;
}

static void grow(lf_copies *copies)
{
    uint32_t room = copies->room;
    lf_print *ring = copies->ring;

    wmem_free(copies->scope, copies->latest);
    make_room(copies, room * 2);
    for (uint32_t number = copies->lost + 1; number <= copies->count; number++) {
        *at(copies, number) = ring[number & (room - 1)];
        link_up(copies, number);
    }
    wmem_free(copies->scope, ring);
}

static bool is_recent(const lf_print *print, int64_t now)
{
    int64_t apart = now - print->time_ns;

    return apart >= 0 && apart < WITHIN_NS;
}

static void remember(lf_copies *copies, const lf_print *print)
{
    if (copies->count - copies->lost == copies->room) {
        if (copies->room < ROOM_MAX && is_recent(at(copies, copies->lost + 1), print->time_ns))
            grow(copies);
        else
            copies->lost++;
    }
    *at(copies, ++copies->count) = *print;
    link_up(copies, copies->count);
}

static bool is_same_segment(const lf_print *a, const lf_print *b)
{
    return a->stream == b->stream && a->seq == b->seq && a->ack == b->ack && a->len == b->len &&
           a->window == b->window && a->checksum == b->checksum && a->ip_id == b->ip_id &&
           a->flags == b->flags && a->dir == b->dir;
}

/* A datagram sent anew has an identification of its own (RFC 6864 section 4). Where there is none,
 * a segment that the other end's came in between is a fast retransmission (RFC 5681 section 3.2),
 * and an ACK alone may be one of several duplicate ACKs. */
static bool is_same_datagram(const lf_print *earlier, const lf_print *print, uint32_t answered)
{
    return print->ip_id != 0 || (answered < earlier->frame &&
                                 (print->len > 0 || (print->flags & (LF_SYN | LF_FIN)) != 0));
}

static const lf_print *find(const lf_copies *copies, const lf_print *print)
{
    uint32_t number = *latest_like(copies, print);

    for (int tried = 0; number > copies->lost && tried < TRIES; tried++) {
        const lf_print *earlier = at(copies, number);

        if (is_same_segment(earlier, print))
            return earlier;
        number = earlier->before;
    }
    return NULL;
}

bool lf_copies_has(lf_copies *copies, uint32_t stream, const lf_segment *s, uint32_t answered)
{
    const lf_print print = {stream,   s->seq,   s->ack, s->len,   s->window, s->checksum,
                            s->ip_id, s->flags, s->dir, s->frame, 0,         s->time_ns};
    const lf_print *earlier = find(copies, &print);

    if (earlier != NULL && is_recent(earlier, s->time_ns) &&
        is_same_datagram(earlier, &print, answered))
        return true;
    remember(copies, &print);
    return false;
}
