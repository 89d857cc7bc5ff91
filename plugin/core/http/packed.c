/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packed.h"

#include <string.h>

#include "../octet_key.h"
#include "../varint.h"

/* What messages have in common: an octet key. */
typedef struct lf_message_label {
    const char *method; /* words, each of which is kept once */
    const char *host;
    uint32_t anomalies;
    uint32_t timeout;
    uint16_t status;
    uint16_t marks;
    uint8_t phase;
    uint8_t persistence;
    uint8_t outcome;
    uint8_t validator;
    uint8_t version;
} lf_message_label;

/* A message is these flags and varints: label, target, what put_numbers writes and what put_way. */
enum {
    UNANSWERED = 0x01,  /* what the label does not say yet */
    ONE_SEGMENT = 0x02, /* brought all of it, so that there is nothing for put_way to write */
    HAS_DELTA = 0x04,   /* expected - actual, where that is not 0 */
    HAS_PAGE = 0x08,    /* page_request and page_busy */
};

/* flags; label, target, begin, end, done_frame, exchange, the page's two, two frames, segments,
 * again; first_ns, last_ns, actual, the delta */
#define MESSAGE_MAX (1 + 12 * LF_VARINT32_MAX + 4 * LF_VARINT64_MAX)

LF_OCTET_KEY(label, lf_message_label)

void lf_packed_init(lf_packed *packed, wmem_allocator_t *scope)
{
    *packed = (lf_packed){.label_index = wmem_map_new(scope, label_hash, label_equal)};
}

static void fill_label(lf_message_label *label, const lf_message *m)
{
    memset(label, 0, sizeof *label);
    label->method = m->method;
    label->host = m->host;
    label->anomalies = m->anomalies;
    label->timeout = m->timeout;
    label->status = m->status;
    label->marks = (uint16_t)(m->marks | (m->http2_stream != 0 ? LF_MARK_HTTP2 : 0));
    label->phase = m->phase;
    label->persistence = m->persistence;
    label->outcome = m->outcome;
    label->validator = m->validator;
    label->version = m->version;
}

static uint32_t label_number(lf_packed *packed, wmem_allocator_t *scope,
                             const lf_message_label *label)
{
    uint32_t number = GPOINTER_TO_UINT(wmem_map_lookup(packed->label_index, label));
    lf_message_label *kept;

    if (number != 0)
        return number - 1;
    kept = (lf_message_label *)lf_blocks_slot(&packed->labels, scope, packed->label_count,
                                              sizeof *kept);
    memcpy(kept, label, sizeof *label);
    wmem_map_insert(packed->label_index, kept, GUINT_TO_POINTER(++packed->label_count));
    return packed->label_count - 1;
}

static unsigned flags_of(const lf_message *m)
{
    bool one_segment = m->first_frame == m->done_frame && m->last_frame == m->done_frame &&
                       m->last_ns == m->first_ns && m->segments == 1 && m->again == 0;
    bool delta = (m->marks & LF_MARK_EXPECTED) != 0 && m->expected != m->actual;

    return (one_segment ? ONE_SEGMENT : 0u) | (delta ? HAS_DELTA : 0u) |
           (m->page_request != 0 ? HAS_PAGE : 0u);
}

static uint8_t *put_difference(uint8_t *at, uint32_t difference)
{
    return lf_varint_put(at, lf_zigzag(difference));
}

static uint8_t *put_difference64(uint8_t *at, uint64_t difference)
{
    return lf_varint_put(at, lf_zigzag64(difference));
}

static uint8_t *put_numbers(uint8_t *at, const lf_message *m, int64_t origin_ns, unsigned flags)
{
    uint32_t begin = m->http2_stream != 0 ? m->http2_stream : m->begin;

    at = lf_varint_put(at, begin);
    at = put_difference(at, m->end - begin);
    at = lf_varint_put(at, m->done_frame);
    at = lf_varint_put(at, m->exchange);
    at = put_difference64(at, (uint64_t)m->first_ns - (uint64_t)origin_ns);
    at = lf_varint_put(at, m->actual);
    if ((flags & HAS_DELTA) != 0)
        at = put_difference64(at, m->expected - m->actual);
    if ((flags & HAS_PAGE) == 0)
        return at;
    at = lf_varint_put(at, m->page_request);
    return lf_varint_put(at, m->page_busy);
}

static void get_numbers(const uint8_t **at, int64_t origin_ns, unsigned flags, lf_message *m)
{
    uint32_t begin = (uint32_t)lf_varint_get(at);

    *((m->marks & LF_MARK_HTTP2) != 0 ? &m->http2_stream : &m->begin) = begin;
    m->end = begin + lf_unzigzag((uint32_t)lf_varint_get(at));
    m->done_frame = (uint32_t)lf_varint_get(at);
    m->exchange = (uint32_t)lf_varint_get(at);
    m->first_ns = (int64_t)((uint64_t)origin_ns + lf_unzigzag64(lf_varint_get(at)));
    m->actual = lf_varint_get(at);
    m->expected = (m->marks & LF_MARK_EXPECTED) != 0 ? m->actual : 0;
    if ((flags & HAS_DELTA) != 0)
        m->expected += lf_unzigzag64(lf_varint_get(at));
    if ((flags & HAS_PAGE) == 0)
        return;
    m->page_request = (uint32_t)lf_varint_get(at);
    m->page_busy = (uint32_t)lf_varint_get(at);
}

static uint8_t *put_way(uint8_t *at, const lf_message *m)
{
    at = put_difference(at, m->done_frame - m->first_frame);
    at = put_difference(at, m->done_frame - m->last_frame);
    at = put_difference64(at, (uint64_t)m->last_ns - (uint64_t)m->first_ns);
    at = lf_varint_put(at, m->segments);
    return lf_varint_put(at, m->again);
}

static void get_way(const uint8_t **at, unsigned flags, lf_message *m)
{
    m->first_frame = m->last_frame = m->done_frame;
    m->last_ns = m->first_ns;
    m->segments = 1;
    if ((flags & ONE_SEGMENT) != 0)
        return;
    m->first_frame -= lf_unzigzag((uint32_t)lf_varint_get(at));
    m->last_frame -= lf_unzigzag((uint32_t)lf_varint_get(at));
    m->last_ns = (int64_t)((uint64_t)m->first_ns + lf_unzigzag64(lf_varint_get(at)));
    m->segments = (uint32_t)lf_varint_get(at);
    m->again = (uint32_t)lf_varint_get(at);
}

uint32_t lf_packed_put(lf_packed *packed, wmem_allocator_t *scope, const lf_message *m,
                       uint32_t target)
{
    unsigned flags = flags_of(m);
    lf_message_label label;
    uint32_t place;
    uint8_t *start = lf_octets_open(&packed->messages, scope, MESSAGE_MAX, &place);
    uint8_t *at = start;

    if (at == NULL)
        return LF_OCTETS_FULL;
    if (place == 0)
        packed->origin_ns = m->first_ns;
    fill_label(&label, m);
    *at++ = (uint8_t)flags;
    at = lf_varint_put(at, label_number(packed, scope, &label));
    at = lf_varint_put(at, target);
    at = put_numbers(at, m, packed->origin_ns, flags);
    if ((flags & ONE_SEGMENT) == 0)
        at = put_way(at, m);
    lf_octets_close(&packed->messages, place, (uint32_t)(at - start));
    return place;
}

static void restore_label(const lf_message_label *label, lf_message *m)
{
    m->method = label->method;
    m->host = label->host;
    m->anomalies = label->anomalies;
    m->timeout = label->timeout;
    m->status = label->status;
    m->marks = label->marks;
    m->phase = label->phase;
    m->persistence = label->persistence;
    m->outcome = label->outcome;
    m->validator = label->validator;
    m->version = label->version;
}

uint32_t lf_packed_get(const lf_packed *packed, uint32_t place, lf_message *m)
{
    const uint8_t *at = lf_octets_at(&packed->messages, place);
    unsigned flags = *at++;
    uint32_t label = (uint32_t)lf_varint_get(&at);
    uint32_t target = (uint32_t)lf_varint_get(&at);

    restore_label(
        (const lf_message_label *)lf_blocks_at(&packed->labels, label, sizeof(lf_message_label)),
        m);
    if ((flags & UNANSWERED) != 0)
        m->marks |= LF_MARK_UNANSWERED;
    get_numbers(&at, packed->origin_ns, flags, m);
    get_way(&at, flags, m);
    return target;
}

void lf_packed_set_unanswered(lf_packed *packed, uint32_t place)
{
    *lf_octets_at(&packed->messages, place) |= UNANSWERED;
}
