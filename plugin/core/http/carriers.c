/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connection.h"

/* Messages of HTTP/1.x follow one another, so the first one of a segment leads to the others; `led`
 * is the record that the message before is noted for, plus 1. */
static void note(lf_http_step *step, uint32_t record, uint32_t led, uint32_t message)
{
    lf_store *store = &step->http->store;
    bool leads = step->connection->h2 == NULL;

    if (leads && led == record + 1)
        return;
    if (leads || lf_store_carried(store, record) == 0)
        lf_store_carry(store, record, message);
    else
        lf_store_add_also(store, record, message);
}

static void note_plain(lf_http_step *step, lf_message *m, uint32_t message)
{
    uint32_t led = step->flow->last_record;

    if (m->segments > 0 && led == step->piece->record + 1)
        return; /* several frames of HTTP/2 in one segment */
    m->segments++;
    step->flow->last_record = step->piece->record + 1;
    note(step, step->piece->record, led, message);
}

/* Two records may share a segment. */
static void note_sealed(lf_http_step *step, lf_message *m, uint32_t message)
{
    const lf_tls_record *sealed = step->piece->sealed;
    const uint32_t *carrier = step->flow->records->carrier + sealed->carriers;
    uint32_t led = step->flow->last_record;
    bool shared = m->segments > 0 && carrier[0] + 1 == led;

    if (m->segments > 0 && carrier[sealed->segments - 1] + 1 == led)
        return;
    m->segments += sealed->segments - (shared ? 1 : 0);
    for (uint32_t i = 0; i < sealed->segments; i++)
        note(step, carrier[i], led, message);
    step->flow->last_record = carrier[sealed->segments - 1] + 1;
}

void lf_carriers_note(lf_http_step *step, uint32_t message)
{
    lf_message *m = lf_store_live(&step->http->store, message);

    m->last_frame = step->piece->frame;
    m->last_ns = step->piece->time_ns;
    if (step->piece->sealed == NULL)
        note_plain(step, m, message);
    else
        note_sealed(step, m, message);
}
