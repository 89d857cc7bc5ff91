/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * HTTP inside TLS: who holds the keys decrypts; which segments it came in is found here.
 */
#include "connection.h"

bool lf_tls_begins(const lf_http_step *step, const lf_piece *piece)
{
    const lf_http_connection *c = step->connection;

    if (c->tls || step->flow->message != 0 || step->peer->message != 0 ||
        !lf_records_begin_with(piece->at, piece->captured))
        return false;
    return c->tunnel || c->exchanges == 0;
}

void lf_tls_begin(lf_http_step *step)
{
    lf_http_connection *c = step->connection;

    c->tls = true;
    for (int i = 0; i < 2; i++) {
        lf_flow *flow = &c->flow[i];

        flow->records = wmem_new0(step->http->scope, lf_records);
        flow->parser.state = 0;
        flow->parser.noisy = true;
        flow->plain = lf_pos_start(0);
    }
}

/* Records that nobody decrypted, though those before were: what they held is not known. */
static void lose(lf_http_step *step)
{
    const lf_parser_sink sink = {step->http->scope, &lf_exchange_events, step};

    step->piece = NULL;
    if (step->connection->h2 != NULL) {
        lf_h2_gap(step, UINT32_MAX);
        return;
    }
    lf_parser_gap(&step->flow->parser, &sink, step->flow->order.next, UINT32_MAX);
    lf_exchange_lose(step);
}

static void open_record(lf_http_step *step, const lf_tls_record *record, const lf_tls_plain *plain)
{
    const lf_segment *s = step->segment;
    lf_piece piece = {
        .sealed = record,
        .at = plain->at,
        .len = plain->len,
        .captured = plain->len,
        .left = step->flow->plain,
        .frame = s->frame,
        .record = s->record,
        .ack = s->ack,
        .has_ack = (s->flags & LF_ACK) != 0,
        .time_ns = s->time_ns,
    };

    step->flow->opened = true;
    if (!plain->data || plain->len == 0)
        return;
    step->connection->tunnel = false;
    step->flow->plain += plain->len;
    lf_flow_feed(step, &piece);
}

/* A connection begins in clear, so the records that are decrypted are the last ones; once they are,
 * all of them are. */
void lf_tls_read(lf_http_step *step)
{
    lf_records *records = step->flow->records;
    uint32_t count = step->view == NULL ? 0 : step->view->plain_count;

    if (records == NULL || (records->done_count == 0 && count == 0))
        return;
    if (count > records->done_count || (step->flow->opened && count < records->done_count)) {
        if (step->flow->opened)
            lose(step);
        lf_records_forget(records);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        open_record(step, &records->done[records->done_count - count + i], &step->view->plain[i]);
    lf_records_forget(records);
}
