/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges: what the parser finds becomes messages, and requests and responses become pairs.
 */
#include "connection.h"

#include <string.h>

static void link_message(lf_http_step *step, uint32_t message)
{
    if (step->flow->last != 0)
        lf_store_set_next(&step->http->store, step->flow->last, message);
    step->flow->last = message;
}

uint32_t lf_exchange_add(lf_http_step *step, lf_pos pos)
{
    uint32_t number = lf_store_add(&step->http->store);
    lf_message *m = lf_store_live(&step->http->store, number);
    const lf_tls_record *sealed = step->piece->sealed;

    m->begin = lf_pos_raw(sealed == NULL ? pos : sealed->left);
    m->first_frame = sealed == NULL ? step->piece->frame : sealed->first.frame;
    m->first_ns = sealed == NULL ? step->piece->time_ns : sealed->first.time_ns;
    m->last_frame = step->piece->frame;
    m->last_ns = step->piece->time_ns;
    if (step->connection->h2 == NULL)
        link_message(step, number);
    lf_carriers_note(step, number);
    return number;
}

void lf_exchange_lose(lf_http_step *step)
{
    lf_http_connection *c = step->connection;

    if (step->flow->kind != LF_KIND_REQUESTS)
        c->lost = true;
    if (step->flow->kind != LF_KIND_RESPONSES) {
        c->asked_unseen = true;
        c->ack_before_loss = step->flow->begin_ack;
        c->asked_before_loss = step->flow->begin_has_ack;
    }
}

static void on_begin(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_flow *flow = step->flow;

    flow->message = lf_exchange_add(step, pos);
    flow->head_read = false;
    flow->begin_has_ack = step->piece->has_ack;
    flow->begin_ack = step->piece->ack;
    flow->before_ns = step->connection->active_ns;
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

/* The response before is complete, but the client had not got all of it. */
static bool answers_later(const lf_http_step *step)
{
    const lf_flow *answers = step->peer;
    lf_message m;

    if (answers->last == 0 || !step->flow->begin_has_ack)
        return false;
    lf_store_get(&step->http->store, answers->last, &m);
    return m.phase == LF_HP_RESPONSE && (m.marks & LF_MARK_COMPLETE) != 0 &&
           (m.marks & LF_MARK_UNTIL_CLOSE) == 0 && (int32_t)(step->flow->begin_ack - m.end) < 0;
}

static uint32_t got_before_loss(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;

    return c->asked_before_loss ? c->ack_before_loss : lf_pos_raw(step->peer->order.first);
}

/* Requests are missing from the capture. Whose answers come next is clear only if those requests
 * had been answered when this one was sent: something had come since. */
static bool is_unsure(lf_http_step *step)
{
    lf_http_connection *c = step->connection;

    if (!c->asked_unseen)
        return false;
    if (c->awaiting_count == 0 && step->peer->message == 0 && step->flow->begin_has_ack &&
        has_all_before(step) && (int32_t)(step->flow->begin_ack - got_before_loss(step)) > 0)
        c->asked_unseen = false;
    return c->asked_unseen;
}

/* RFC 9112 section 9.3.2: it did not wait for the answer to the request before. */
static bool is_pipelined(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    const lf_awaiting *before;

    if (c->awaiting_count == 0 && step->peer->message == 0)
        return answers_later(step);
    if (c->awaiting_count == 0)
        return step->peer->head_read && has_all_before(step);
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

static lf_span own_list(lf_http *http, const lf_span *lines, uint32_t count)
{
    uint32_t len = 0;
    char *list;

    if (count == 0)
        return (lf_span){NULL, 0};
    for (uint32_t i = 0; i < count; i++)
        len += lines[i].len + 1;
    list = (char *)wmem_alloc(http->scope, len);
    len = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            list[len++] = ',';
        memcpy(list + len, lines[i].at, lines[i].len);
        len += lines[i].len;
    }
    return (lf_span){list, len};
}

void lf_exchange_show(const lf_http_step *step, lf_message *m)
{
    if (step->connection->found && m->phase != LF_HP_NONE)
        m->marks |= LF_MARK_SHOWN;
}

lf_awaiting lf_exchange_asked(const lf_http_step *step, uint32_t message, const lf_http_head *head)
{
    const lf_message *m = lf_store_live(&step->http->store, message);

    return (lf_awaiting){
        .message = message,
        .begin = m->begin,
        .ack = step->flow->begin_ack,
        .has_ack = step->flow->begin_has_ack,
        .is_head = lf_span_is(head->method, "HEAD"),
        .is_connect = lf_span_is(head->method, "CONNECT"),
        .closes = m->persistence == LF_PERSIST_CLOSE,
        .by_version = !head->close && m->persistence == LF_PERSIST_CLOSE,
        .has_range = head->range.at != NULL,
        .etags = own_list(step->http, head->if_none_match, head->etag_lines),
        .before_ns = step->flow->before_ns,
        .since = own_copy(step->http, head->if_modified_since),
    };
}

static lf_http_framing read_request(lf_http_step *step, lf_message *m, const lf_http_head *head)
{
    lf_http_connection *c = step->connection;
    lf_http_framing framing = lf_meaning_of_request(step->http, m, head);
    lf_awaiting asked;

    m->exchange = ++c->exchanges;
    if (is_pipelined(step))
        m->anomalies |= LF_HA_BIT(PIPELINED);
    if (c->last_asked)
        m->anomalies |= LF_HA_BIT(REQUEST_AFTER_CLOSE);
    c->last_asked = c->last_asked || m->persistence == LF_PERSIST_CLOSE;
    asked = lf_exchange_asked(step, step->flow->message, head);
    asked.unsure = is_unsure(step);
    lf_awaiting_push(step->http, c, &asked);
    return framing;
}

void lf_exchange_pair(lf_http_step *step, lf_message *m, uint32_t number,
                      const lf_awaiting *request)
{
    lf_store *store = &step->http->store;
    lf_message asked;

    lf_store_get(store, request->message, &asked);
    m->partner = request->message;
    m->exchange = asked.exchange;
    if (m->phase == LF_HP_INTERIM && m->status != 101)
        return;
    lf_store_set_partner(store, request->message, number);
    if (asked.done_frame == 0)
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
    m->host = lf_store_word(&step->http->store, head->upgrade);
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
        lf_exchange_pair(step, m, step->flow->message, request);
    else if (!c->lost && !lf_awaiting_is_unsure(c)) {
        m->exchange = ++c->exchanges;
        if (m->status != 408) /* RFC 9110 section 15.5.9: it came because there was none */
            m->anomalies |= LF_HA_BIT(RESPONSE_WITHOUT_REQUEST);
    }
    if (framing == LF_BODY_TUNNEL)
        switch_protocol(step, m, head);
    if (framing == LF_BODY_TUNNEL && request != NULL)
        c->upgrade_request = request->message;
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
    lf_http_framing framing;

    if (!takes_kind(step, head->request)) {
        lf_store_note(&step->http->store, step->segment->record, LF_HA_BIT(NOT_HTTP));
        return LF_BODY_UNKNOWN;
    }
    step->flow->head_read = true;
    framing = head->request ? read_request(step, m, head) : read_response(step, m, head);
    lf_exchange_show(step, m);
    return framing;
}

void lf_exchange_count(lf_message *m, uint64_t count, uint64_t captured)
{
    m->actual += captured;
    if (captured < count)
        m->anomalies |= LF_HA_BIT(BODY_NOT_CAPTURED);
}

static void on_body(void *context, uint64_t count, uint64_t captured)
{
    lf_exchange_count(lf_step_message((const lf_http_step *)context), count, captured);
}

/* So that whoever looks at the segment in whose frame the message ends finds it. */
static void end_here(lf_http_step *step, uint32_t number)
{
    lf_store *store = &step->http->store;
    uint32_t record = step->segment->record;
    bool own = !step->ending_other; /* otherwise its payload is of the other end's messages */

    if (own && lf_store_carried(store, record) == 0)
        lf_store_carry(store, record, number);
    else if (!own || step->connection->h2 != NULL)
        lf_store_add_also(store, record, number);
}

/* It belongs to what else the client asks of this server. */
static void count_request(const lf_http_step *step, lf_message *m)
{
    lf_page *page = step->http->page;
    const lf_http_connection *c = step->connection;

    if (page == NULL || m->phase != LF_HP_REQUEST || (m->marks & LF_MARK_SHOWN) == 0)
        return;
    if (!lf_http_answers_are_known(c))
        lf_page_lose(page, c->stream);
    lf_page_ask(page, c->stream, &m->page_request, &m->page_busy);
}

void lf_exchange_finish(lf_http_step *step, uint32_t number, lf_pos pos)
{
    lf_flow *flow = step->flow;
    lf_message *m = lf_store_live(&step->http->store, number);
    lf_pos end =
        step->piece == NULL || step->piece->sealed == NULL ? pos : step->piece->sealed->right;
    if (step->connection->h2 != NULL)
        link_message(step, number); /* in the order of their ends */
    m->end = lf_pos_raw(end);
    m->done_frame = step->segment->frame;
    lf_exchange_show(step, m);
    count_request(step, m);
    end_here(step, number);
    if (flow->order.acked >= end && flow->acked_before < end)
        m->acked_in = flow->acked_frame;
    else if (flow->unacked == 0 && flow->order.acked < end)
        flow->unacked = number;
    lf_store_pack(&step->http->store, number);
}

static void finish_message(lf_http_step *step, lf_pos end)
{
    lf_exchange_finish(step, step->flow->message, end);
    step->flow->message = 0;
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
    if (!step->ending && (step->flow->kind != LF_KIND_UNKNOWN || faults != LF_HTTP_NOT_HTTP))
        lf_exchange_lose(step);
    if (!step->flow->head_read && anomalies != 0 && step->connection->found)
        lf_store_note(&step->http->store, step->segment->record, anomalies);
    finish_message(step, end);
}

/* RFC 1945 section 4.1: a request without a version is answered without a head. */
static bool is_simple_answer(const lf_http_step *step)
{
    const lf_http_connection *c = step->connection;
    lf_message request;

    if (c->awaiting_count == 0 || step->flow->kind != LF_KIND_RESPONSES)
        return false;
    lf_store_get(&step->http->store, c->awaiting[c->awaiting_first].message, &request);
    return request.version == 9;
}

static bool on_noise(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_http_connection *c = step->connection;

    (void)pos;
    if (is_simple_answer(step))
        return true;
    if (step->flow->kind != LF_KIND_UNKNOWN) /* before the first message it is another protocol's */
        lf_exchange_lose(step);
    if (c->sure || (c->found && step->flow->kind != LF_KIND_UNKNOWN))
        lf_store_note(&step->http->store, step->segment->record, LF_HA_BIT(NOT_HTTP));
    return false;
}

/* The first octets of the new protocol, from either end. */
static void note_upgraded(lf_http_step *step, lf_pos pos)
{
    lf_http_connection *c = step->connection;
    const lf_piece *piece = step->piece;
    uint32_t number = lf_exchange_add(step, pos);
    lf_message *m = lf_store_live(&step->http->store, number);

    c->upgraded = true;
    m->phase = LF_HP_UPGRADED;
    m->exchange = c->upgrade_exchange;
    m->host = c->protocol == NULL ? "" : c->protocol;
    m->end = lf_pos_raw(piece->sealed == NULL ? piece->left + piece->len : piece->sealed->right);
    m->done_frame = step->segment->frame;
    if (c->found)
        m->marks |= LF_MARK_SHOWN | LF_MARK_COMPLETE;
    end_here(step, number);
    lf_store_pack(&step->http->store, number);
}

static void on_tunnel(void *context, lf_pos pos)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_http_connection *c = step->connection;
    lf_piece rest = *step->piece;
    uint32_t skip = (uint32_t)(pos - rest.left);

    if (!c->upgraded)
        note_upgraded(step, pos);
    if (c->h2 != NULL || c->protocol == NULL || strcmp(c->protocol, "h2c") != 0)
        return;
    lf_h2_start(step, step->flow->kind == LF_KIND_REQUESTS);
    lf_h2_adopt(step, c->upgrade_request);
    rest.at += skip;
    rest.len -= skip;
    rest.captured -= skip;
    rest.left = pos;
    lf_h2_feed(step, &rest);
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
