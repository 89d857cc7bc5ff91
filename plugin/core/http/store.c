/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#define TEXT_MAX 2048u

void lf_store_init(lf_store *store, wmem_allocator_t *scope)
{
    *store = (lf_store){
        .scope = scope,
        .others = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .notes = wmem_map_new(scope, g_direct_hash, g_direct_equal),
        .texts = wmem_map_new(scope, g_str_hash, g_str_equal),
    };
}

lf_message *lf_store_at(const lf_store *store, uint32_t message)
{
    return (lf_message *)lf_blocks_at(&store->messages, message - 1, sizeof(lf_message));
}

uint32_t lf_store_add(lf_store *store)
{
    lf_message *m = (lf_message *)lf_blocks_slot(&store->messages, store->scope, store->count++,
                                                 sizeof(lf_message));

    m->method = m->target = m->host = "";
    return store->count;
}

const char *lf_store_text(lf_store *store, lf_span text)
{
    char copy[TEXT_MAX + 1];
    uint32_t len = MIN(text.len, TEXT_MAX);
    char *known;

    if (len == 0)
        return "";
    for (uint32_t i = 0; i < len; i++)
        copy[i] = text.at[i] == '\0' ? '?' : text.at[i];
    copy[len] = '\0';
    known = (char *)wmem_map_lookup(store->texts, copy);
    if (known == NULL) {
        known = wmem_strdup(store->scope, copy);
        wmem_map_insert(store->texts, known, known);
    }
    return known;
}

void lf_store_carry(lf_store *store, uint32_t record, uint32_t message)
{
    uint32_t *slot =
        (uint32_t *)lf_blocks_slot(&store->carried, store->scope, record, sizeof *slot);

    if (*slot == 0)
        *slot = message;
}

uint32_t lf_store_carried(const lf_store *store, uint32_t record)
{
    const uint32_t *slot = (const uint32_t *)lf_blocks_at(&store->carried, record, sizeof *slot);

    return slot == NULL ? 0 : *slot;
}

/* A NULL key is as good as any other. */
static uint32_t look_up(wmem_map_t *map, uint32_t record)
{
    return GPOINTER_TO_UINT(wmem_map_lookup(map, GUINT_TO_POINTER(record)));
}

void lf_store_end_with(lf_store *store, uint32_t record, uint32_t message)
{
    wmem_map_insert(store->others, GUINT_TO_POINTER(record), GUINT_TO_POINTER(message));
}

uint32_t lf_store_ends_with(const lf_store *store, uint32_t record)
{
    return look_up(store->others, record);
}

void lf_store_note(lf_store *store, uint32_t record, uint32_t anomaly_bits)
{
    uint32_t bits = look_up(store->notes, record) | anomaly_bits;

    wmem_map_insert(store->notes, GUINT_TO_POINTER(record), GUINT_TO_POINTER(bits));
}

uint32_t lf_store_notes(const lf_store *store, uint32_t record)
{
    return look_up(store->notes, record);
}
