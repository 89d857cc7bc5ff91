/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http.h"

#include <string.h>

#include "connection.h"

/* So many pipelined messages are looked at for the one that a retransmission repeats. */
#define AGAIN_MAX 256

/* Before any segment, and so near that the difference is a number: see lf_segment. */
#define LONG_AGO_NS (-(INT64_C(1) << 61))

/* Stands for a connection that is over. */
static lf_http_connection finished;

lf_http *lf_http_new(wmem_allocator_t *scope)
{
    lf_http *http = wmem_new0(scope, lf_http);

    http->scope = scope;
    http->idle_ns = LF_DEFAULT_IDLE_NS;
    lf_store_init(&http->store, scope);
    return http;
}

void lf_http_set_idle(lf_http *http, int64_t ns)
{
    http->idle_ns = ns;
}

void lf_http_set_page(lf_http *http, lf_page *page)
{
    http->page = page;
}

static lf_http_connection *find(const lf_http *http, uint32_t stream)
{
    lf_http_connection **c = (lf_http_connection **)lf_blocks_at(&http->connections, stream,
                                                                 sizeof(lf_http_connection *));

    return c == NULL ? NULL : *c;
}

static void set(lf_http *http, uint32_t stream, lf_http_connection *c)
{
    *(lf_http_connection **)lf_blocks_slot(&http->connections, http->scope, stream, sizeof c) = c;
}

static lf_http_connection *take_spare(lf_http *http)
{
    lf_http_connection *c;

    if (http->spare_count == 0)
        return wmem_new0(http->scope, lf_http_connection);
    c = http->spare[--http->spare_count];
    memset(c, 0, sizeof *c);
    return c;
}

static lf_http_connection *add(lf_http *http, uint32_t stream)
{
    lf_http_connection *c = take_spare(http);

    c->stream = stream;
    c->active_ns = LONG_AGO_NS;
    set(http, stream, c);
    return c;
}

/* Whether an exchange is under way. */
static bool is_busy(const lf_http_connection *c)
{
    if (c->over)
        return false;
    if (c->h2 != NULL)
        return lf_h2_is_busy(c);
    return c->awaiting_count > 0 || (c->flow[0].message | c->flow[1].message) != 0;
}

static void tell_page(lf_http *http, lf_http_connection *c, bool busy)
{
    if (http->page == NULL || c->busy == busy)
        return;
    c->busy = busy;
    lf_page_set_busy(http->page, c->stream, busy);
}

static void give_back(lf_http *http, lf_http_connection *c)
{
    const lf_parser_sink sink = {http->scope, &lf_exchange_events, NULL};

    for (int dir = 0; dir < 2; dir++) {
        lf_order_clear(http->scope, &c->flow[dir].order);
        lf_parser_clear(&c->flow[dir].parser, &sink);
        lf_records_free(http->scope, c->flow[dir].records);
    }
    tell_page(http, c, false);
    lf_awaiting_clear(http, c);
    lf_h2_free(http, c);
    wmem_free(http->scope, c->awaiting);
    set(http, c->stream, NULL);
    if (http->spare_count == http->spare_room) {
        http->spare_room = http->spare_room == 0 ? 16 : http->spare_room * 2;
        http->spare = (lf_http_connection **)wmem_realloc(http->scope, http->spare,
                                                          http->spare_room * sizeof *http->spare);
    }
    http->spare[http->spare_count++] = c;
}

static lf_http_step step_of(lf_http *http, lf_http_connection *c, const lf_segment *segment,
                            uint8_t dir)
{
    return (lf_http_step){
        .http = http,
        .connection = c,
        .flow = &c->flow[dir],
        .peer = &c->flow[dir ^ 1],
        .segment = segment,
        .ending_other = segment->dir != dir,
    };
}

/* The number of the octet that this end sends first, where the capture shows its beginning. */
static bool first_number(const lf_segment *s, const lf_verdict *v, uint32_t *number)
{
    if ((s->flags & LF_SYN) != 0) {
        *number = s->seq + 1;
        return true;
    }
    *number = s->seq - v->seq_actual + 1;
    return v->handshake_kind != LF_HS_UNSEEN && v->has_seq_expected && v->seq_expected == 1;
}

static void start_flow(lf_http_step *step, const lf_verdict *verdict)
{
    lf_flow *flow = step->flow;
    const lf_segment *segment = step->segment;
    uint32_t first;

    if (flow->order.known)
        return;
    flow->order.peer_seen = flow->order.peer_seen || verdict->both_seen;
    if (first_number(segment, verdict, &first)) {
        lf_order_syn(&flow->order, first - 1);
        return;
    }
    if (flow->parser.state == 0)
        lf_parser_start_anywhere(&flow->parser);
    step->connection->lost = true; /* responses may have come before */
}

void lf_flow_feed(lf_http_step *step, const lf_piece *piece)
{
    const lf_parser_sink sink = {step->http->scope, &lf_exchange_events, step};
    lf_parser_input input = {piece->at, piece->len, piece->captured, piece->left};
    lf_flow *flow = step->flow;
    uint32_t open = flow->parser.in_message ? flow->message : 0;
    bool undecided = lf_parser_is_undecided(&flow->parser);

    step->piece = piece;
    if (step->connection->h2 == NULL && lf_h2_begins(step, piece))
        lf_h2_start(step, piece->at[0] == 'P');
    if (step->connection->h2 != NULL) {
        lf_h2_feed(step, piece);
        return;
    }
    if (open != 0 && !undecided)
        lf_carriers_note(step, open);
    lf_parser_feed(&flow->parser, &sink, &input);
    if (undecided && flow->message == open)
        lf_carriers_note(step, open);
    if (piece->time_ns > step->connection->active_ns)
        step->connection->active_ns = piece->time_ns;
}

static void read_piece(lf_http_step *step, const lf_piece *piece)
{
    if (lf_tls_begins(step, piece)) {
        if (step->connection->tunnel)
            lf_flow_feed(step, piece);
        lf_tls_begin(step);
    }
    if (step->connection->tls)
        lf_records_feed(step->http->scope, step->flow->records, piece);
    else
        lf_flow_feed(step, piece);
}

/* Octets that nobody will see any more. */
static void lose(lf_http_step *step, const lf_parser_sink *sink, const lf_piece *gap)
{
    lf_http_connection *c = step->connection;
    lf_flow *flow = step->flow;

    if (c->tls) {
        lf_records_gap(flow->records, gap->len);
        return;
    }
    if (c->h2 != NULL) {
        lf_h2_gap(step, gap->len);
        return;
    }
    lf_parser_gap(&flow->parser, sink, gap->left, gap->len);
    if (!lf_parser_is_sure(&flow->parser))
        lf_exchange_lose(step);
}

static void end_flow(lf_http_step *step, const lf_parser_sink *sink, bool cleanly)
{
    lf_flow *flow = step->flow;

    if (flow->ended)
        return;
    flow->ended = step->ending = true;
    step->piece = NULL;
    if (step->connection->h2 != NULL)
        lf_h2_end(step);
    else
        lf_parser_end(&flow->parser, sink, flow->order.next, cleanly);
}

/* Whether the octet `seq` (raw) is one of `m`; HTTP/2's are not in a row. */
static bool holds(const lf_message *m, uint32_t seq)
{
    return m->http2_stream == 0 && (int32_t)(seq - m->begin) >= 0 &&
           (m->done_frame == 0 || (int32_t)(seq - m->end) < 0);
}

/* The message that a retransmission which begins with `seq` repeats: one of the latest two, or one
 * that nobody has acknowledged. 0: nobody knows. */
static uint32_t message_at(const lf_http_step *step, uint32_t seq)
{
    const lf_flow *flow = step->flow;
    const uint32_t latest[] = {flow->message, flow->last};
    uint32_t number = flow->unacked;
    lf_message m;

    for (int i = 0; i < 2; i++) {
        if (latest[i] == 0)
            continue;
        lf_store_get(&step->http->store, latest[i], &m);
        if (holds(&m, seq))
            return latest[i];
    }
    for (int tried = 0; number != 0 && tried < AGAIN_MAX; tried++) {
        lf_store_get(&step->http->store, number, &m);
        if (holds(&m, seq))
            return number;
        number = m.next;
    }
    return 0;
}

/* The segment of `record`, which begins with `seq` (raw), brought nothing new. */
static void note_again(lf_http_step *step, uint32_t seq, uint32_t record)
{
    uint32_t number = message_at(step, seq);
    lf_message *m;

    if (number == 0)
        return;
    m = lf_store_live(&step->http->store, number);
    if (m != NULL)
        m->again++;
    lf_store_carry(&step->http->store, record, number);
}

/* Reads all that is in order; `piece` is what this segment brought, or NULL. */
static void read_flow(lf_http_step *step, lf_piece *piece)
{
    const lf_parser_sink sink = {step->http->scope, &lf_exchange_events, step};
    lf_piece next;

    for (;;) {
        switch (lf_order_next(step->http->scope, &step->flow->order, piece, &next)) {
        case LF_ORDER_WAIT:
            return;
        case LF_ORDER_PIECE:
            read_piece(step, &next);
            break;
        case LF_ORDER_AGAIN:
            note_again(step, lf_pos_raw(next.left), next.record);
            break;
        case LF_ORDER_GAP:
            lose(step, &sink, &next);
            break;
        case LF_ORDER_END:
            lf_tls_read(step);
            end_flow(step, &sink, true);
            return;
        }
    }
}

static void take_payload(lf_http_step *step, const uint8_t *payload, uint32_t captured)
{
    const lf_segment *s = step->segment;
    bool syn = (s->flags & LF_SYN) != 0;
    lf_piece piece = {
        .at = payload,
        .len = s->len,
        .captured = captured,
        .frame = s->frame,
        .record = s->record,
        .ack = s->ack,
        .has_ack = (s->flags & LF_ACK) != 0,
        .time_ns = s->time_ns,
    };
    uint32_t held = step->flow->order.held_count;

    lf_order_add(step->http->scope, &step->flow->order, s->seq + (syn ? 1 : 0), &piece);
    if (piece.len == 0 && step->flow->order.held_count == held)
        note_again(step, s->seq, s->record);
    read_flow(step, &piece);
}

/* The messages of `flow` that `s` acknowledges. */
static void take_ack(lf_http *http, lf_flow *flow, const lf_segment *s)
{
    lf_order *order = &flow->order;
    lf_pos before = order->acked;

    lf_order_ack(order, s->ack);
    if (order->acked == before)
        return;
    flow->acked_before = before;
    flow->acked_frame = s->frame;
    while (flow->unacked != 0) {
        lf_message m;

        lf_store_get(&http->store, flow->unacked, &m);
        if (m.done_frame == 0 || lf_order_near(order, m.end) > order->acked)
            return;
        if (m.phase != LF_HP_UPGRADED)
            lf_store_set_acked_in(&http->store, flow->unacked, s->frame);
        flow->unacked = m.next;
    }
}

static void mark_unanswered(lf_http *http, lf_http_connection *c)
{
    if (c->h2 != NULL)
        lf_h2_mark_unanswered(http, c);
    for (uint32_t i = 0; i < c->awaiting_count; i++)
        lf_store_set_unanswered(&http->store, c->awaiting[c->awaiting_first + i].message);
}

/* The other end has got more than the capture holds. */
static bool is_ahead(const lf_order *order)
{
    return order->known && order->acked > order->next + 1; /* a FIN counts as one */
}

bool lf_http_answers_are_known(const lf_http_connection *c)
{
    for (int dir = 0; dir < 2; dir++) {
        const lf_flow *flow = &c->flow[dir ^ 1];

        if (c->flow[dir].kind == LF_KIND_REQUESTS)
            return c->flow[dir].order.peer_seen && !c->lost && !lf_awaiting_is_unsure(c) &&
                   !is_ahead(&flow->order) && (!c->tunnel || c->h2 != NULL) &&
                   (!flow->order.known || lf_parser_is_sure(&flow->parser));
    }
    return false;
}

static void reset(lf_http *http, lf_http_connection *c, const lf_segment *segment)
{
    for (uint8_t dir = 0; dir < 2; dir++) {
        lf_http_step step = step_of(http, c, segment, dir);
        const lf_parser_sink sink = {http->scope, &lf_exchange_events, &step};

        lf_order_give_up(&c->flow[dir].order);
        read_flow(&step, NULL);
        end_flow(&step, &sink, false);
    }
    c->over = true;
}

static bool is_over(const lf_http_connection *c)
{
    return c->over || (c->flow[0].ended && c->flow[1].ended);
}

/* Both ends are done: nothing that comes now is a message. */
static void settle(lf_http *http, lf_http_connection *c)
{
    uint32_t stream = c->stream;

    if (!is_over(c))
        return;
    if (lf_http_answers_are_known(c))
        mark_unanswered(http, c);
    lf_awaiting_clear(http, c);
    if (!c->over && (c->flow[0].unacked != 0 || c->flow[1].unacked != 0))
        return;
    give_back(http, c);
    set(http, stream, &finished);
}

/* Another connection that core takes for the same one. */
static void begin_anew(lf_http *http, lf_http_connection *c, const lf_segment *segment)
{
    uint32_t stream = c->stream;

    reset(http, c, segment);
    settle(http, c);
    set(http, stream, NULL);
}

static bool opens_anew(const lf_http_connection *c, const lf_segment *s, const lf_verdict *v)
{
    const lf_order *order = &c->flow[s->dir].order;

    return (s->flags & LF_SYN) != 0 && v->phase == LF_PH_HANDSHAKE && order->known &&
           order->first != lf_order_near(order, s->seq + 1);
}

bool lf_http_is_sealed(const lf_http *http, uint32_t stream)
{
    const lf_http_connection *c = find(http, stream);

    return c != NULL && c->tls;
}

bool lf_http_asks(const lf_http *http, uint32_t stream)
{
    const lf_http_connection *c = find(http, stream);

    return c == NULL ||
           (c != &finished && !c->sure && (!c->found || c->flow[0].kind == LF_KIND_UNKNOWN));
}

/* The other end may have sent what this segment's ACK gives up for lost. */
static void run_ack(lf_http_step *step)
{
    const lf_segment *s = step->segment;
    lf_http_step back = step_of(step->http, step->connection, s, s->dir ^ 1);
    const lf_order *order = &back.flow->order;

    take_ack(step->http, back.flow, s);
    if (order->held != NULL || (order->fin_known && !back.flow->ended))
        read_flow(&back, NULL);
}

static void run_payload(lf_http_step *step, const lf_verdict *verdict, const lf_http_view *view)
{
    const lf_segment *s = step->segment;

    start_flow(step, verdict);
    if ((s->flags & LF_FIN) != 0)
        lf_order_fin(&step->flow->order, s->seq + s->len);
    step->view = view;
    take_payload(step, view->payload, view->captured);
    lf_tls_read(step);
}

static void run_fin(lf_http_step *step)
{
    if (!step->flow->order.known) {
        step->flow->ended = true;
        return;
    }
    lf_order_fin(&step->flow->order, step->segment->seq);
    read_flow(step, NULL);
}

/* Octets of an end that has none in the capture. */
static bool acknowledges_unseen(const lf_http_step *step, const lf_verdict *v)
{
    uint32_t silent = step->peer->ended ? 2 : 1; /* its SYN and FIN */

    return (step->segment->flags & LF_ACK) != 0 && v->handshake_kind != LF_HS_UNSEEN &&
           v->ack_actual > silent && v->ack_actual < UINT32_MAX / 2;
}

static void note_fin(lf_http_step *step)
{
    lf_flow *flow = step->flow;
    const lf_segment *s = step->segment;

    if (flow->fin_seen)
        return;
    flow->fin_seen = true;
    flow->fin_first = !step->peer->fin_seen;
    flow->fin_has_ack = (s->flags & LF_ACK) != 0;
    flow->fin_ack = s->ack;
    flow->fin_ns = s->time_ns;
}

static void run(lf_http_step *step, const lf_verdict *verdict, const lf_http_view *view)
{
    const lf_segment *s = step->segment;

    if ((s->flags & LF_RST) != 0) {
        if (verdict->phase == LF_PH_RESET)
            reset(step->http, step->connection, s);
        return;
    }
    if ((s->flags & LF_FIN) != 0)
        note_fin(step);
    if ((s->flags & LF_ACK) != 0)
        run_ack(step);
    if (!step->peer->order.known && acknowledges_unseen(step, verdict))
        step->connection->lost = true;
    if (s->len > 0 && s->len_known)
        run_payload(step, verdict, view);
    else if ((s->flags & LF_FIN) != 0)
        run_fin(step);
}

static bool is_of_interest(const lf_http_connection *c, const lf_segment *segment,
                           const lf_verdict *verdict)
{
    return c != &finished && (c != NULL || segment->len > 0) &&
           (verdict->anomalies & LF_AN_BIT(DUPLICATE_FRAME)) == 0;
}

lf_close_reason lf_http_track(lf_http *http, uint32_t stream, const lf_segment *segment,
                              const lf_verdict *verdict, const lf_http_view *view)
{
    lf_http_connection *c = find(http, stream);
    lf_http_step step;
    lf_close_reason reason;

    if (!is_of_interest(c, segment, verdict))
        return LF_CLOSE_NONE;
    if (c != NULL && opens_anew(c, segment, verdict)) {
        begin_anew(http, c, segment);
        return LF_CLOSE_NONE;
    }
    if (c == NULL)
        c = add(http, stream);
    c->found = c->found || view->found != LF_FOUND_OTHER;
    c->sure = c->sure || view->found == LF_FOUND_HTTP;
    step = step_of(http, c, segment, segment->dir);
    run(&step, verdict, view);
    reason = lf_close_of(&step, verdict);
    tell_page(http, c, is_busy(c));
    settle(http, c);
    return reason;
}

void lf_http_walk_start(lf_http_walk *walk, const lf_http *http, uint32_t record, uint32_t frame,
                        uint32_t end)
{
    *walk = (lf_http_walk){
        .http = http,
        .frame = frame,
        .end = end,
        .message = lf_store_carried(&http->store, record),
        .also = lf_store_also(&http->store, record),
        .first = true,
    };
}

static bool has_to_do(const lf_http_walk *walk, const lf_message *m)
{
    return m->done_frame == walk->frame || (int32_t)(m->begin - walk->end) < 0;
}

/* HTTP/2's messages are noted one by one, and so are those that end here without being carried. */
static bool leads_on(const lf_http_walk *walk, const lf_message *m)
{
    return m->http2_stream == 0 && has_to_do(walk, m) &&
           (!walk->noted || m->done_frame != walk->frame);
}

/* Along the messages that follow one another; then those that were noted besides. */
static bool step_on(lf_http_walk *walk)
{
    const lf_store *store = &walk->http->store;
    bool first = walk->first;

    walk->first = false;
    if (walk->message == 0) {
        walk->message = walk->also->message;
        walk->also = walk->also->next;
        walk->noted = first = true;
    }
    walk->number = walk->message;
    lf_store_get(store, walk->number, &walk->now);
    walk->message = leads_on(walk, &walk->now) ? walk->now.next : 0;
    return first || (walk->now.http2_stream == 0 && has_to_do(walk, &walk->now));
}

const lf_message *lf_http_walk_next(lf_http_walk *walk)
{
    while (walk->message != 0 || walk->also != NULL) {
        if (step_on(walk) && (walk->now.marks & LF_MARK_SHOWN) != 0)
            return &walk->now;
    }
    return NULL;
}

void lf_http_message(const lf_http *http, uint32_t number, lf_message *message)
{
    lf_store_get(&http->store, number, message);
}

bool lf_http_partner(const lf_http *http, const lf_message *message, lf_message *partner)
{
    if (message->partner == 0)
        return false;
    lf_store_get(&http->store, message->partner, partner);
    return true;
}

uint32_t lf_http_notes(const lf_http *http, uint32_t record)
{
    return lf_store_notes(&http->store, record);
}

bool lf_http_is_unanswered(const lf_http *http, uint32_t stream, const lf_message *message)
{
    const lf_http_connection *c = find(http, stream);

    if (message->phase != LF_HP_REQUEST || message->partner != 0)
        return false;
    if ((message->marks & LF_MARK_UNANSWERED) != 0)
        return true;
    if (c == NULL || c == &finished || !lf_http_answers_are_known(c))
        return false;
    if (c->h2 != NULL)
        return lf_h2_is_unanswered(c, message);
    for (uint32_t i = 0; i < c->awaiting_count; i++) {
        lf_message waiting;

        lf_store_get(&http->store, c->awaiting[c->awaiting_first + i].message, &waiting);
        if (waiting.exchange == message->exchange)
            return true;
    }
    return false;
}
