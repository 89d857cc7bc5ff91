/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connection.h"

static void note_plain(lf_http_step *step, lf_message *m, uint32_t message)
{
    m->segments++;
    step->flow->last_record = step->piece->record + 1;
    lf_store_carry(&step->http->store, step->piece->record, message);
}

/* Two records may share a segment. */
static void note_sealed(lf_http_step *step, lf_message *m, uint32_t message)
{
    const lf_tls_record *sealed = step->piece->sealed;
    const uint32_t *carrier = step->flow->records->carrier + sealed->carriers;
    bool shared = m->segments > 0 && carrier[0] + 1 == step->flow->last_record;

    m->segments += sealed->segments - (shared ? 1 : 0);
    for (uint32_t i = 0; i < sealed->segments; i++)
        lf_store_carry(&step->http->store, carrier[i], message);
    step->flow->last_record = carrier[sealed->segments - 1] + 1;
}

void lf_carriers_note(lf_http_step *step, uint32_t message)
{
    lf_message *m = lf_store_at(&step->http->store, message);

    m->last_frame = step->piece->frame;
    m->last_ns = step->piece->time_ns;
    if (step->piece->sealed == NULL)
        note_plain(step, m, message);
    else
        note_sealed(step, m, message);
}
