/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <string.h>

#define TEXT_MAX 2048u

/* What messages have in common; zeroed before it is filled, for it is compared octet by octet. */
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

typedef struct lf_packed {
    int64_t first_ns;
    uint32_t label;
    uint32_t next;
    uint32_t partner;
    uint32_t begin; /* with LF_MARK_HTTP2: http2_stream */
    uint32_t end;
    uint32_t done_frame;
    uint32_t acked_in;
    uint32_t exchange;
    uint32_t target; /* where its text is */
    uint32_t lasted; /* last_ns - first_ns */
    uint32_t octets; /* actual, and expected where that is set */
    uint16_t segments;
    uint16_t first_back; /* done_frame - first_frame */
    uint16_t last_back;  /* done_frame - last_frame */
    uint8_t again;
    uint8_t unanswered;
    uint8_t wide; /* the rest is in lf_store.wide */
} lf_packed;

_Static_assert(sizeof(lf_packed) == 64, "one for each message of a capture");

typedef struct lf_carried {
    uint32_t record;
    uint32_t message;
} lf_carried;

static guint label_hash(gconstpointer key)
{
    return wmem_strong_hash((const guint8 *)key, sizeof(lf_message_label));
}

static gboolean label_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(lf_message_label)) == 0;
}

void lf_store_init(lf_store *store, wmem_allocator_t *scope)
{
    *store = (lf_store){
        .scope = scope,
        .live = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .wide = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .label_index = wmem_map_new(scope, label_hash, label_equal),
        .others = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .notes = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .words = wmem_map_new(scope, g_str_hash, g_str_equal),
    };
}

static lf_packed *packed_at(const lf_store *store, uint32_t message)
{
    return (lf_packed *)lf_blocks_at(&store->packed, message - 1, sizeof(lf_packed));
}

lf_message *lf_store_live(const lf_store *store, uint32_t message)
{
    return (lf_message *)wmem_map_lookup(store->live, GUINT_TO_POINTER(message));
}

uint32_t lf_store_add(lf_store *store)
{
    lf_message *m = wmem_new0(store->scope, lf_message);

    lf_blocks_slot(&store->packed, store->scope, store->count++, sizeof(lf_packed));
    m->method = m->target = m->host = "";
    wmem_map_insert(store->live, GUINT_TO_POINTER(store->count), m);
    return store->count;
}

static uint32_t label_number(lf_store *store, const lf_message *m)
{
    lf_message_label label;
    lf_message_label *kept;
    uint32_t number;

    memset(&label, 0, sizeof label);
    label.method = m->method;
    label.host = m->host;
    label.anomalies = m->anomalies;
    label.timeout = m->timeout;
    label.status = m->status;
    label.marks = m->marks;
    label.phase = m->phase;
    label.persistence = m->persistence;
    label.outcome = m->outcome;
    label.validator = m->validator;
    label.version = m->version;
    number = GPOINTER_TO_UINT(wmem_map_lookup(store->label_index, &label));
    if (number != 0)
        return number - 1;
    kept = (lf_message_label *)lf_blocks_slot(&store->labels, store->scope, store->label_count,
                                              sizeof *kept);
    memcpy(kept, &label, sizeof label);
    wmem_map_insert(store->label_index, kept, GUINT_TO_POINTER(++store->label_count));
    return store->label_count - 1;
}

/* Where `text`, which lf_store_text gave, is: its place plus 1; 0: it is empty. */
static uint32_t place_of(const lf_store *store, const char *text)
{
    return text[0] == '\0' ? 0 : lf_octets_place(&store->texts, text) + 1;
}

static const char *text_at(const lf_store *store, uint32_t place)
{
    return place == 0 ? "" : (const char *)lf_octets_at(&store->texts, place - 1);
}

static bool fits(const lf_message *m)
{
    bool expected = (m->marks & LF_MARK_EXPECTED) != 0;

    return m->last_ns >= m->first_ns && m->last_ns - m->first_ns <= UINT32_MAX &&
           m->actual <= UINT32_MAX && (!expected || m->expected == m->actual) &&
           m->segments <= UINT16_MAX && m->again <= UINT8_MAX && m->done_frame >= m->last_frame &&
           m->done_frame - m->last_frame <= UINT16_MAX && m->done_frame >= m->first_frame &&
           m->done_frame - m->first_frame <= UINT16_MAX;
}

void lf_store_pack(lf_store *store, uint32_t message)
{
    lf_message *m = lf_store_live(store, message);
    lf_packed *p = packed_at(store, message);

    if (m == NULL)
        return;
    *p = (lf_packed){
        .first_ns = m->first_ns,
        .next = m->next,
        .partner = m->partner,
        .acked_in = m->acked_in,
        .unanswered = (m->marks & LF_MARK_UNANSWERED) != 0,
        .wide = !fits(m),
    };
    wmem_map_remove(store->live, GUINT_TO_POINTER(message));
    if (p->wide) {
        wmem_map_insert(store->wide, GUINT_TO_POINTER(message), m);
        return;
    }
    if (m->http2_stream != 0)
        m->marks |= LF_MARK_HTTP2;
    p->label = label_number(store, m);
    p->begin = m->http2_stream != 0 ? m->http2_stream : m->begin;
    p->end = m->end;
    p->first_back = (uint16_t)(m->done_frame - m->first_frame);
    p->done_frame = m->done_frame;
    p->exchange = m->exchange;
    p->target = place_of(store, m->target);
    p->lasted = (uint32_t)(m->last_ns - m->first_ns);
    p->octets = (uint32_t)m->actual;
    p->segments = (uint16_t)m->segments;
    p->last_back = (uint16_t)(m->done_frame - m->last_frame);
    p->again = (uint8_t)m->again;
    wmem_free(store->scope, m);
}

static void unpack_label(const lf_message_label *label, lf_message *m)
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

static void unpack(const lf_store *store, const lf_packed *p, lf_message *m)
{
    unpack_label(
        (const lf_message_label *)lf_blocks_at(&store->labels, p->label, sizeof(lf_message_label)),
        m);
    if ((m->marks & LF_MARK_HTTP2) != 0)
        m->http2_stream = p->begin;
    else
        m->begin = p->begin;
    m->end = p->end;
    m->first_frame = p->done_frame - p->first_back;
    m->last_frame = p->done_frame - p->last_back;
    m->done_frame = p->done_frame;
    m->exchange = p->exchange;
    m->target = text_at(store, p->target);
    m->first_ns = p->first_ns;
    m->last_ns = p->first_ns + p->lasted;
    m->actual = p->octets;
    m->expected = (m->marks & LF_MARK_EXPECTED) != 0 ? p->octets : 0;
    m->segments = p->segments;
    m->again = p->again;
}

void lf_store_get(const lf_store *store, uint32_t message, lf_message *out)
{
    const lf_message *m = lf_store_live(store, message);
    const lf_packed *p = packed_at(store, message);

    if (m != NULL) {
        *out = *m;
        return;
    }
    *out = (lf_message){0};
    if (p->wide)
        *out = *(const lf_message *)wmem_map_lookup(store->wide, GUINT_TO_POINTER(message));
    else
        unpack(store, p, out);
    out->next = p->next;
    out->partner = p->partner;
    out->acked_in = p->acked_in;
    if (p->unanswered)
        out->marks |= LF_MARK_UNANSWERED;
}

void lf_store_set_next(lf_store *store, uint32_t message, uint32_t next)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &packed_at(store, message)->next : &m->next) = next;
}

void lf_store_set_partner(lf_store *store, uint32_t message, uint32_t partner)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &packed_at(store, message)->partner : &m->partner) = partner;
}

void lf_store_set_acked_in(lf_store *store, uint32_t message, uint32_t frame)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &packed_at(store, message)->acked_in : &m->acked_in) = frame;
}

void lf_store_set_unanswered(lf_store *store, uint32_t message)
{
    lf_message *m = lf_store_live(store, message);

    if (m == NULL)
        packed_at(store, message)->unanswered = 1;
    else
        m->marks |= LF_MARK_UNANSWERED;
}

/* Returns the length; a tree shows UTF-8 and nothing else. */
static uint32_t make_printable(lf_span text, char copy[TEXT_MAX + 1])
{
    uint32_t len = MIN(text.len, TEXT_MAX);
    bool utf8 = g_utf8_validate(text.at, (gssize)len, NULL);

    for (uint32_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        copy[i] = c < ' ' || c == 127 || (c > 127 && !utf8) ? '?' : (char)c;
    }
    copy[len] = '\0';
    return len;
}

const char *lf_store_word(lf_store *store, lf_span text)
{
    char copy[TEXT_MAX + 1];
    char *known;

    if (text.len == 0)
        return "";
    make_printable(text, copy);
    known = (char *)wmem_map_lookup(store->words, copy);
    if (known == NULL) {
        known = wmem_strdup(store->scope, copy);
        wmem_map_insert(store->words, known, known);
    }
    return known;
}

const char *lf_store_text(lf_store *store, lf_span text)
{
    char copy[TEXT_MAX + 1];
    uint32_t *recent;
    uint32_t len;
    uint32_t place;
    uint8_t *put;

    if (text.len == 0)
        return "";
    len = make_printable(text, copy);
    recent = &store->recent[g_str_hash(copy) % LF_TEXTS_RECENT];
    if (*recent != 0 && strcmp(text_at(store, *recent), copy) == 0)
        return text_at(store, *recent);
    put = lf_octets_open(&store->texts, store->scope, len + 1, &place);
    if (put == NULL)
        return "";
    memcpy(put, copy, len + 1);
    lf_octets_close(&store->texts, place, len + 1);
    *recent = place + 1;
    return (const char *)put;
}

/* Records come in order but for segments that were held back; those few go to the other list. */
void lf_store_carry(lf_store *store, uint32_t record, uint32_t message)
{
    const lf_carried *last = (const lf_carried *)lf_blocks_at(
        &store->carried, store->carried_count - 1, sizeof(lf_carried));
    lf_carried *carried;

    if (lf_store_carried(store, record) != 0)
        return;
    if (last != NULL && last->record > record) {
        lf_store_add_also(store, record, message);
        return;
    }
    carried = (lf_carried *)lf_blocks_slot(&store->carried, store->scope, store->carried_count++,
                                           sizeof *carried);
    *carried = (lf_carried){record, message};
}

uint32_t lf_store_carried(const lf_store *store, uint32_t record)
{
    uint32_t from = 0;
    uint32_t to = store->carried_count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const lf_carried *carried =
            (const lf_carried *)lf_blocks_at(&store->carried, middle, sizeof(lf_carried));

        if (carried->record == record)
            return carried->message;
        if (carried->record < record)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

/* A NULL key is as good as any other. */
const lf_also *lf_store_also(const lf_store *store, uint32_t record)
{
    return (const lf_also *)wmem_map_lookup(store->others, GUINT_TO_POINTER(record));
}

void lf_store_add_also(lf_store *store, uint32_t record, uint32_t message)
{
    lf_also *last = (lf_also *)wmem_map_lookup(store->others, GUINT_TO_POINTER(record));
    lf_also *also;

    if (lf_store_carried(store, record) == message)
        return;
    for (lf_also *known = last; known != NULL; known = known->next) {
        if (known->message == message)
            return;
        last = known;
    }
    also = wmem_new0(store->scope, lf_also);
    also->message = message;
    if (last == NULL)
        wmem_map_insert(store->others, GUINT_TO_POINTER(record), also);
    else
        last->next = also;
}

void lf_store_note(lf_store *store, uint32_t record, uint32_t anomaly_bits)
{
    uint32_t bits = lf_store_notes(store, record) | anomaly_bits;

    wmem_map_insert(store->notes, GUINT_TO_POINTER(record), GUINT_TO_POINTER(bits));
}

uint32_t lf_store_notes(const lf_store *store, uint32_t record)
{
    return GPOINTER_TO_UINT(wmem_map_lookup(store->notes, GUINT_TO_POINTER(record)));
}
