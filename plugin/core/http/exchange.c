/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges: what the parser finds becomes messages, and requests and responses become pairs.
 */
#include "connection.h"

#include <string.h>

static void link_message(lf_http_step *step, uint32_t message)
{
    lf_message *before = lf_store_at(&step->http->store, step->flow->last);

    if (step->flow->last != 0 && before != NULL)
        before->next = message;
    step->flow->last = message;
}

static lf_message *add_message(lf_http_step *step, lf_pos pos)
{
    uint32_t number = lf_store_add(&step->http->store);
    lf_message *m = lf_store_at(&step->http->store, number);
    const lf_tls_record *sealed = step->piece->sealed;

    m->stream = step->connection->stream;
    m->begin = lf_pos_raw(sealed == NULL ? pos : sealed->left);
    m->first_frame = sealed == NULL ? step->piece->frame : sealed->first.frame;
    m->first_ns = sealed == NULL ? step->piece->time_ns : sealed->first.time_ns;
    m->last_frame = step->piece->frame;
    m->last_ns = step->piece->time_ns;
    link_message(step, number);
    lf_carriers_note(step, number);
    return m;
}

static void on_begin(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_flow *flow = step->flow;

    add_message(step, pos);
    flow->message = flow->last;
    flow->head_read = false;
    flow->begin_has_ack = step->piece->has_ack;
    flow->begin_ack = step->piece->ack;
}

static bool takes_kind(lf_http_step *step, bool request)
{
    uint8_t kind = request ? LF_KIND_REQUESTS : LF_KIND_RESPONSES;

    if (step->flow->kind == LF_KIND_UNKNOWN) {
        step->flow->kind = kind;
        step->peer->kind = request ? LF_KIND_RESPONSES : LF_KIND_REQUESTS;
    }
    return step->flow->kind == kind;
}

/* Whether the capture holds all that the client had got when it began this request. */
static bool has_all_before(const lf_http_step *step)
{
    const lf_order *answers = &step->peer->order;

    return step->flow->begin_has_ack && answers->known &&
           lf_order_near(answers, step->flow->begin_ack) <= answers->next &&
           lf_parser_is_sure(&step->peer->parser);
}

/* RFC 9112 section 9.3.2: it did not wait for the answer to the request before. */
static bool is_pipelined(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    const lf_awaiting *before;

    if (c->awaiting_count == 0)
        return step->peer->message != 0 && step->peer->head_read && has_all_before(step);
    before = &c->awaiting[c->awaiting_first + c->awaiting_count - 1];
    if (before->has_ack && step->flow->begin_has_ack && before->ack == step->flow->begin_ack)
        return true;
    return has_all_before(step);
}

static lf_span own_copy(lf_http *http, lf_span text)
{
    if (text.at == NULL)
        return text;
    return (lf_span){
        (const char *)memcpy(wmem_alloc(http->scope, text.len + 1u), text.at, text.len), text.len};
}

static void await_response(lf_http_step *step, const lf_message *m, const lf_http_head *head)
{
    lf_awaiting request = {
        .message = step->flow->message,
        .begin = m->begin,
        .ack = step->flow->begin_ack,
        .has_ack = step->flow->begin_has_ack,
        .is_head = lf_span_is(head->method, "HEAD"),
        .is_connect = lf_span_is(head->method, "CONNECT"),
        .closes = m->persistence == LF_PERSIST_CLOSE,
        .by_version = !head->close && m->persistence == LF_PERSIST_CLOSE,
        .has_range = head->range.at != NULL,
        .etags = own_copy(step->http, head->if_none_match),
        .since = own_copy(step->http, head->if_modified_since),
    };

    lf_awaiting_push(step->http, step->connection, &request);
}

static lf_http_framing read_request(lf_http_step *step, lf_message *m, const lf_http_head *head)
{
    lf_http_connection *c = step->connection;
    lf_http_framing framing = lf_meaning_of_request(step->http, m, head);

    m->exchange = ++c->exchanges;
    if (is_pipelined(step)) {
        m->anomalies |= LF_HA_BIT(PIPELINED);
        c->pipelined = true;
    }
    if (c->last_asked)
        m->anomalies |= LF_HA_BIT(REQUEST_AFTER_CLOSE);
    c->last_asked = c->last_asked || m->persistence == LF_PERSIST_CLOSE;
    await_response(step, m, head);
    return framing;
}

static void pair(lf_http_step *step, lf_message *m, const lf_awaiting *request)
{
    lf_message *asked = lf_store_at(&step->http->store, request->message);

    m->partner = request->message;
    m->exchange = asked->exchange;
    if (m->phase == LF_HP_INTERIM && m->status != 101)
        return;
    asked->partner = step->flow->message;
    if (asked->done_frame == 0)
        m->anomalies |= LF_HA_BIT(EARLY_RESPONSE);
}

/* What the last response says about the connection's end. */
static void note_ending(lf_http_step *step, const lf_message *m, const lf_http_head *head,
                        const lf_awaiting *request)
{
    lf_http_connection *c = step->connection;
    bool said = head->close || (request != NULL && request->closes && !request->by_version);
    bool old =
        (head->version < 11 && !head->keep_alive) || (request != NULL && request->by_version);

    c->responded = true;
    c->closes = m->persistence == LF_PERSIST_CLOSE;
    c->by_version = c->closes && !said && old;
    c->has_timeout = head->has_timeout;
    c->timeout = head->timeout;
}

static void switch_protocol(lf_http_step *step, lf_message *m, const lf_http_head *head)
{
    lf_http_connection *c = step->connection;

    c->tunnel = true;
    c->upgrade_exchange = m->exchange;
    m->host = lf_store_text(&step->http->store, head->upgrade);
    c->protocol = m->host;
    lf_parser_start_tunnel(&step->peer->parser);
    step->peer->message = 0;
}

static lf_http_framing read_response(lf_http_step *step, lf_message *m, const lf_http_head *head)
{
    lf_http_connection *c = step->connection;
    const lf_awaiting *request = lf_awaiting_for(step->http, c, step->flow, m->begin);
    lf_http_framing framing = lf_meaning_of_response(step->http, m, head, request);

    if (request != NULL)
        pair(step, m, request);
    else if (!c->lost && !c->unpairable) {
        m->exchange = ++c->exchanges;
        if (m->status != 408) /* RFC 9110 section 15.5.9: it came because there was none */
            m->anomalies |= LF_HA_BIT(RESPONSE_WITHOUT_REQUEST);
    }
    if (framing == LF_BODY_TUNNEL)
        switch_protocol(step, m, head);
    if (m->phase == LF_HP_INTERIM && framing != LF_BODY_TUNNEL)
        return framing;
    note_ending(step, m, head, request);
    if (request != NULL)
        lf_awaiting_pop(step->http, c);
    return framing;
}

static lf_http_framing on_head(void *context, const lf_http_head *head)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_message *m = lf_step_message(step);

    if (!takes_kind(step, head->request)) {
        lf_store_note(&step->http->store, step->segment->record, LF_HA_BIT(NOT_HTTP));
        return LF_BODY_UNKNOWN;
    }
    step->flow->head_read = true;
    return head->request ? read_request(step, m, head) : read_response(step, m, head);
}

static void on_body(void *context, uint64_t count, uint64_t captured)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_message *m = lf_step_message(step);

    m->actual += captured;
    if (captured < count)
        m->anomalies |= LF_HA_BIT(BODY_NOT_CAPTURED);
}

/* So that whoever looks at the segment in whose frame the message ends finds it. */
static void end_here(lf_http_step *step, uint32_t number)
{
    lf_store *store = &step->http->store;
    uint32_t record = step->segment->record;
    uint32_t carried = lf_store_carried(store, record);

    if (carried == 0)
        lf_store_carry(store, record, number);
    else if (step->ending_other)
        lf_store_end_with(store, record, number);
}

static void finish_message(lf_http_step *step, lf_pos pos)
{
    lf_flow *flow = step->flow;
    lf_pos end =
        step->piece == NULL || step->piece->sealed == NULL ? pos : step->piece->sealed->right;
    lf_message *m = lf_step_message(step);

    m->end = lf_pos_raw(end);
    m->done_frame = step->segment->frame;
    if (step->connection->found && m->phase != LF_HP_NONE)
        m->marks |= LF_MARK_SHOWN;
    end_here(step, flow->message);
    if (flow->order.acked >= end && flow->acked_before < end)
        m->acked_in = flow->acked_frame;
    else if (flow->unacked == 0 && flow->order.acked < end)
        flow->unacked = flow->message;
    flow->message = 0;
}

static void on_done(void *context, lf_pos end)
{
    lf_http_step *step = (lf_http_step *)context;

    lf_step_message(step)->marks |= LF_MARK_COMPLETE;
    finish_message(step, end);
}

static uint32_t anomaly_of_end(const lf_message *m)
{
    if ((m->marks & LF_MARK_CHUNKED) != 0)
        return LF_HA_BIT(CHUNKS_UNFINISHED);
    return (m->marks & LF_MARK_EXPECTED) != 0 ? LF_HA_BIT(BODY_SHORT) : 0;
}

static void on_broken(void *context, lf_pos end, uint16_t faults)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_message *m = lf_step_message(step);
    uint32_t anomalies = lf_meaning_of_faults(faults);

    if (faults == 0 && step->ending)
        anomalies = step->flow->head_read ? anomaly_of_end(m) : LF_HA_BIT(HEAD_UNFINISHED);
    else if (faults == 0 && step->flow->head_read)
        anomalies = LF_HA_BIT(BODY_NOT_CAPTURED);
    step->flow->cut = step->flow->cut || step->ending;
    m->anomalies |= anomalies;
    if (!step->flow->head_read && anomalies != 0 && step->connection->found)
        lf_store_note(&step->http->store, step->segment->record, anomalies);
    finish_message(step, end);
}

static bool is_http2_preface(const lf_piece *piece)
{
    static const char preface[] = "PRI * HTTP/2.0";

    return piece->captured >= sizeof preface - 1 &&
           memcmp(piece->at, preface, sizeof preface - 1) == 0;
}

/* RFC 1945 section 4.1: a request without a version is answered without a head. */
static bool is_simple_answer(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    const lf_message *request;

    if (c->awaiting_count == 0 || step->flow->kind != LF_KIND_RESPONSES)
        return false;
    request = lf_store_at(&step->http->store, c->awaiting[c->awaiting_first].message);
    return request->version == 9;
}

static bool on_noise(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_http_connection *c = step->connection;

    (void)pos;
    if (is_http2_preface(step->piece)) {
        c->http2 = c->upgraded = c->tunnel = true;
        lf_parser_start_tunnel(&step->flow->parser);
        lf_parser_start_tunnel(&step->peer->parser);
        return false;
    }
    if (is_simple_answer(step))
        return true;
    if (c->sure || (c->found && step->flow->kind != LF_KIND_UNKNOWN))
        lf_store_note(&step->http->store, step->piece->record, LF_HA_BIT(NOT_HTTP));
    return false;
}

/* The first octets of the new protocol, from either end. */
static void on_tunnel(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_http_connection *c = step->connection;
    lf_message *m;

    if (c->upgraded)
        return;
    c->upgraded = true;
    m = add_message(step, pos);
    m->phase = LF_HP_UPGRADED;
    m->exchange = c->upgrade_exchange;
    m->host = c->protocol == NULL ? "" : c->protocol;
    m->end = step->segment->seq + step->segment->len;
    m->done_frame = step->segment->frame;
    if (c->found)
        m->marks |= LF_MARK_SHOWN | LF_MARK_COMPLETE;
}

const lf_parser_events lf_exchange_events = {
    .begin = on_begin,
    .head = on_head,
    .body = on_body,
    .done = on_done,
    .broken = on_broken,
    .noise = on_noise,
    .tunnel = on_tunnel,
};
