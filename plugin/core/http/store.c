/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <string.h>

#include "../varint.h"

#define TEXT_MAX 2048u

/* Octets of two distances. */
#define CARRIED_MAX (2 * LF_VARINT32_MAX)

/* What of a message may change after it is packed; void before. */
typedef struct lf_links {
    uint32_t next;
    uint32_t partner;
    uint32_t acked_in;
    uint32_t packed; /* where the rest is, plus 1; 0: it is live */
} lf_links;

_Static_assert(sizeof(lf_links) == 16, "one for each message of a capture");

/* Which message a segment begins with, of so many segments in a row: the first is told in full, of
 * the others how far they are from the one before, in varints. */
#define CARRIED 32
typedef struct lf_carried {
    uint32_t record;
    uint32_t message;
    uint32_t others; /* their place */
} lf_carried;

void lf_store_init(lf_store *store, wmem_allocator_t *scope)
{
    *store = (lf_store){
        .scope = scope,
        .live = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .others = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .notes = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .words = wmem_map_new(scope, g_str_hash, g_str_equal),
    };
    lf_packed_init(&store->packed, scope);
}

static lf_links *links_of(const lf_store *store, uint32_t message)
{
    return (lf_links *)lf_blocks_at(&store->links, message - 1, sizeof(lf_links));
}

lf_message *lf_store_live(const lf_store *store, uint32_t message)
{
    return (lf_message *)wmem_map_lookup(store->live, GUINT_TO_POINTER(message));
}

uint32_t lf_store_add(lf_store *store)
{
    lf_message *m = wmem_new0(store->scope, lf_message);

    lf_blocks_slot(&store->links, store->scope, store->count++, sizeof(lf_links));
    m->method = m->target = m->host = "";
    wmem_map_insert(store->live, GUINT_TO_POINTER(store->count), m);
    return store->count;
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

void lf_store_pack(lf_store *store, uint32_t message)
{
    lf_message *m = lf_store_live(store, message);
    uint32_t place;

    if (m == NULL)
        return;
    place = lf_packed_put(&store->packed, store->scope, m, place_of(store, m->target));
    if (place == LF_OCTETS_FULL)
        return;
    *links_of(store, message) = (lf_links){
        .next = m->next,
        .partner = m->partner,
        .acked_in = m->acked_in,
        .packed = place + 1,
    };
    wmem_map_remove(store->live, GUINT_TO_POINTER(message));
    wmem_free(store->scope, m);
}

void lf_store_get(const lf_store *store, uint32_t message, lf_message *out)
{
    const lf_links *links = links_of(store, message);

    if (links->packed == 0) {
        *out = *lf_store_live(store, message);
        return;
    }
    *out = (lf_message){
        .next = links->next,
        .partner = links->partner,
        .acked_in = links->acked_in,
    };
    out->target = text_at(store, lf_packed_get(&store->packed, links->packed - 1, out));
}

void lf_store_set_next(lf_store *store, uint32_t message, uint32_t next)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &links_of(store, message)->next : &m->next) = next;
}

void lf_store_set_partner(lf_store *store, uint32_t message, uint32_t partner)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &links_of(store, message)->partner : &m->partner) = partner;
}

void lf_store_set_acked_in(lf_store *store, uint32_t message, uint32_t frame)
{
    lf_message *m = lf_store_live(store, message);

    *(m == NULL ? &links_of(store, message)->acked_in : &m->acked_in) = frame;
}

void lf_store_set_unanswered(lf_store *store, uint32_t message)
{
    lf_message *m = lf_store_live(store, message);

    if (m == NULL)
        lf_packed_set_unanswered(&store->packed, links_of(store, message)->packed - 1);
    else
        m->marks |= LF_MARK_UNANSWERED;
}

/* Printable ASCII, as nearly all text is. */
static bool is_plain(const char *at, uint32_t len)
{
    bool plain = true;

    for (uint32_t i = 0; i < len; i++)
        plain &= at[i] >= ' ' && at[i] < 127;
    return plain;
}

/* Returns the length; a tree shows UTF-8 and nothing else. */
static uint32_t make_printable(lf_span text, char copy[TEXT_MAX + 1])
{
    uint32_t len = MIN(text.len, TEXT_MAX);
    bool utf8;

    if (is_plain(text.at, len)) {
        memcpy(copy, text.at, len);
        copy[len] = '\0';
        return len;
    }
    utf8 = g_utf8_validate(text.at, (gssize)len, NULL);
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

static lf_carried *carried_at(const lf_store *store, uint32_t row)
{
    return (lf_carried *)lf_blocks_at(&store->carried, row, sizeof(lf_carried));
}

static void begin_row(lf_store *store, uint32_t record, uint32_t message)
{
    lf_carried *row = (lf_carried *)lf_blocks_slot(&store->carried, store->scope,
                                                   store->carried_count / CARRIED, sizeof *row);

    *row = (lf_carried){record, message, lf_octets_next(&store->distances, CARRIED_MAX)};
}

/* False: there is no room any more. */
static bool continue_row(lf_store *store, uint32_t record, uint32_t message)
{
    uint32_t place;
    uint8_t *at = lf_octets_open(&store->distances, store->scope, CARRIED_MAX, &place);
    uint8_t *end;

    if (at == NULL)
        return false;
    end = lf_varint_put(at, record - store->last_record);
    end = lf_varint_put(end, lf_zigzag(message - store->last_message));
    lf_octets_close(&store->distances, place, (uint32_t)(end - at));
    return true;
}

/* Records come in order but for segments that were held back; those few go to the other list. */
void lf_store_carry(lf_store *store, uint32_t record, uint32_t message)
{
    if (lf_store_carried(store, record) != 0)
        return;
    if (store->carried_count > 0 && store->last_record > record) {
        lf_store_add_also(store, record, message);
        return;
    }
    if (store->carried_count % CARRIED == 0)
        begin_row(store, record, message);
    else if (!continue_row(store, record, message))
        return;
    store->carried_count++;
    store->last_record = record;
    store->last_message = message;
}

/* The message of `record` in a row of `count` that begins with it or before it; 0: none. */
static uint32_t search_row(const lf_store *store, const lf_carried *row, uint32_t count,
                           uint32_t record)
{
    uint32_t at_record = row->record;
    uint32_t message = row->message;
    uint32_t place = row->others;

    for (uint32_t i = 1; i < count && at_record < record; i++) {
        const uint8_t *start;
        const uint8_t *at;

        place = lf_octets_after(place, CARRIED_MAX);
        start = at = lf_octets_at(&store->distances, place);
        at_record += (uint32_t)lf_varint_get(&at);
        message += lf_unzigzag((uint32_t)lf_varint_get(&at));
        place += (uint32_t)(at - start);
    }
    return at_record == record ? message : 0;
}

static uint32_t search_carried(const lf_store *store, uint32_t record)
{
    uint32_t rows = (store->carried_count + CARRIED - 1) / CARRIED;
    uint32_t from = 0;
    uint32_t to = rows;

    /* The last row that does not begin behind the record. */
    while (to - from > 1) {
        uint32_t middle = from + (to - from) / 2;

        if (carried_at(store, middle)->record <= record)
            from = middle;
        else
            to = middle;
    }
    return search_row(store, carried_at(store, from),
                      MIN(store->carried_count - from * CARRIED, CARRIED), record);
}

uint32_t lf_store_carried(const lf_store *store, uint32_t record)
{
    /* While the capture is read, it is the newest that is asked for. */
    if (store->carried_count == 0 || store->last_record < record)
        return 0;
    return store->last_record == record ? store->last_message : search_carried(store, record);
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
