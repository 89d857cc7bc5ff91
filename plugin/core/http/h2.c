/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges of HTTP/2: one on each stream (RFC 9113 section 8.1).
 */
#include "connection.h"

#include <string.h>

#include "h2_frames.h"

/* What is known of a stream; [0] is the request's side, [1] the response's. */
typedef struct lf_h2_stream {
    uint32_t number;
    uint32_t message[2];     /* the latest of that side; 0: none */
    uint32_t last_record[2]; /* as lf_flow.last_record */
    bool open[2];            /* and it is not complete */
    lf_awaiting asked;       /* what a response must know of the request */
} lf_h2_stream;

/* Of a frame: its stream, and its message; NULL and 0: none. */
typedef struct lf_h2_frame_of {
    lf_h2_stream *stream;
    uint32_t message;
    bool promise; /* they are those that a PUSH_PROMISE promises */
} lf_h2_frame_of;

struct lf_h2 {
    lf_h2_reader *reader[2]; /* of the requests' side, of the responses' */
    wmem_map_t *streams;     /* number -> lf_h2_stream */
    lf_h2_frame_of frame[2]; /* that is being read on each side */
    uint32_t pending;        /* requests without their final response */
    uint32_t open;           /* messages that are not complete */
};

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
#define PREFACE_LEAST 14 /* its first line: a short snap length may cut the rest off */

static int side_of(const lf_flow *flow)
{
    return flow->kind == LF_KIND_REQUESTS ? 0 : 1;
}

static lf_h2_frame_of *frame_of(const lf_http_step *step)
{
    return &step->connection->h2->frame[side_of(step->flow)];
}

/* RFC 9113 section 3.4: a server's first frame is SETTINGS, which may come before the client's
 * preface. */
static bool is_first_settings(const lf_piece *piece)
{
    const uint8_t *at = piece->at;

    return piece->captured >= 9 && at[0] == 0 && at[1] == 0 && at[2] % 6 == 0 && at[2] <= 60 &&
           at[3] == LF_H2_SETTINGS && at[4] == 0 && memcmp(at + 5, "\0\0\0", 4) == 0;
}

static bool is_preface(const lf_piece *piece)
{
    return piece->captured >= PREFACE_LEAST &&
           memcmp(piece->at, preface, MIN(piece->captured, sizeof preface - 1)) == 0;
}

bool lf_h2_begins(const lf_http_step *step, const lf_piece *piece)
{
    const lf_http_connection *c = step->connection;

    return c->h2 == NULL && c->exchanges == 0 && step->flow->message == 0 &&
           lf_parser_is_sure(&step->flow->parser) &&
           (is_preface(piece) || is_first_settings(piece));
}

void lf_h2_start(lf_http_step *step, bool requests)
{
    lf_http_connection *c = step->connection;
    wmem_allocator_t *scope = step->http->scope;

    c->h2 = wmem_new0(scope, struct lf_h2);
    c->h2->reader[0] = lf_h2_reader_new(scope, true);
    c->h2->reader[1] = lf_h2_reader_new(scope, false);
    c->h2->streams = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    step->flow->kind = requests ? LF_KIND_REQUESTS : LF_KIND_RESPONSES;
    step->peer->kind = requests ? LF_KIND_RESPONSES : LF_KIND_REQUESTS;
    c->upgraded = true;
}

static lf_h2_stream *stream_at(lf_http_step *step, uint32_t number)
{
    wmem_map_t *streams = step->connection->h2->streams;
    lf_h2_stream *stream = (lf_h2_stream *)wmem_map_lookup(streams, GUINT_TO_POINTER(number));

    if (stream == NULL) {
        stream = wmem_new0(step->http->scope, lf_h2_stream);
        stream->number = number;
        wmem_map_insert(streams, GUINT_TO_POINTER(number), stream);
    }
    return stream;
}

/* RFC 9113 section 3.1 before its revision (RFC 7540 section 3.2): the request that was upgraded
 * has stream 1. */
void lf_h2_adopt(lf_http_step *step, uint32_t message)
{
    lf_h2_stream *stream = stream_at(step, 1);

    stream->message[0] = message;
    stream->asked = (lf_awaiting){.message = message};
    step->connection->h2->pending++;
}

static void note_carrier(lf_http_step *step, lf_h2_stream *stream, uint32_t message)
{
    lf_flow *flow = step->flow;
    uint32_t *last = &stream->last_record[side_of(flow)];

    flow->last_record = *last;
    lf_carriers_note(step, message);
    *last = flow->last_record;
}

static void open_message(lf_http_step *step, lf_h2_stream *stream, const lf_h2_frame *frame)
{
    int side = side_of(step->flow);
    uint32_t number = lf_exchange_add(step, frame->left);
    lf_message *m = lf_store_live(&step->http->store, number);

    m->http2_stream = frame->stream;
    m->first_frame = frame->first_frame;
    m->first_ns = frame->first_ns;
    stream->message[side] = number;
    stream->open[side] = true;
    step->connection->h2->open++;
    stream->last_record[side] = step->flow->last_record;
}

static void on_begin(void *context, const lf_h2_frame *frame)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_h2_frame_of *now = frame_of(step);
    int side = side_of(step->flow);

    *now = (lf_h2_frame_of){0};
    if (frame->stream == 0 || (frame->type != LF_H2_DATA && frame->type != LF_H2_HEADERS &&
                               frame->type != LF_H2_CONTINUATION))
        return;
    now->stream = stream_at(step, frame->stream);
    if (!now->stream->open[side] && frame->type == LF_H2_HEADERS)
        open_message(step, now->stream, frame);
    now->message = now->stream->open[side] ? now->stream->message[side] : 0;
}

static void note_activity(lf_http_step *step)
{
    step->connection->active_ns = MAX(step->connection->active_ns, step->piece->time_ns);
}

static void on_part(void *context, const lf_h2_frame *frame)
{
    lf_http_step *step = (lf_http_step *)context;
    const lf_h2_frame_of *now = frame_of(step);

    (void)frame;
    if (now->message == 0)
        return;
    note_carrier(step, now->stream, now->message);
    note_activity(step);
}

/* The body ends with the stream; only content-length promises how long it is. */
static void expect_body(lf_message *m, const lf_http_head *head, bool ends)
{
    bool promised = (m->marks & LF_MARK_EXPECTED) != 0 && (head->has_length || !head->request);

    m->marks &= (uint16_t) ~(LF_MARK_CHUNKED | LF_MARK_UNTIL_CLOSE | LF_MARK_EXPECTED);
    m->marks |= LF_MARK_BODY;
    if (promised || ends)
        m->marks |= LF_MARK_EXPECTED;
    if (m->phase == LF_HP_RESPONSE && m->persistence == LF_PERSIST_CLOSE)
        m->persistence =
            LF_PERSIST_KEEP_ALIVE; /* without a length the connection stays open here */
}

static void read_request(lf_http_step *step, lf_h2_stream *stream, lf_message *m,
                         const lf_http_head *head)
{
    lf_http_connection *c = step->connection;

    lf_meaning_of_request(step->http, m, head);
    m->exchange = ++c->exchanges;
    c->h2->pending++;
    lf_awaiting_free(step->http, &stream->asked);
    stream->asked = lf_exchange_asked(step, frame_of(step)->message, head);
}

static void read_response(lf_http_step *step, lf_h2_stream *stream, lf_message *m,
                          const lf_http_head *head)
{
    lf_http_connection *c = step->connection;
    bool known = stream->asked.message != 0;

    lf_meaning_of_response(step->http, m, head, known ? &stream->asked : NULL);
    if (known) {
        lf_exchange_pair(step, m, frame_of(step)->message, &stream->asked);
    } else {
        m->exchange = ++c->exchanges;
        m->anomalies |= LF_HA_BIT(RESPONSE_WITHOUT_REQUEST);
    }
    if (m->phase != LF_HP_RESPONSE)
        return;
    c->responded = true;
    c->h2->pending -= known && c->h2->pending > 0 ? 1 : 0;
}

/* RFC 9113 section 8.4: the server asks in the client's place. */
static void read_promise(lf_http_step *step, const lf_h2_frame *frame, const lf_http_head *head,
                         uint32_t promised)
{
    lf_h2_frame_of *now = frame_of(step);
    lf_h2_stream *stream = stream_at(step, promised);
    uint32_t number;
    lf_message *m;

    if (promised == 0 || stream->message[0] != 0 || !head->request)
        return;
    number = lf_exchange_add(step, frame->left);
    m = lf_store_live(&step->http->store, number);
    m->http2_stream = promised;
    m->first_frame = frame->first_frame;
    m->first_ns = frame->first_ns;
    stream->message[0] = number;
    stream->open[0] = true;
    step->connection->h2->open++;
    *now = (lf_h2_frame_of){stream, number, true};
    read_request(step, stream, m, head);
    expect_body(m, head, true);
}

static void on_block(void *context, const lf_h2_frame *frame, const char *text, uint32_t len,
                     uint32_t promised)
{
    lf_http_step *step = (lf_http_step *)context;
    lf_h2_frame_of *now = frame_of(step);
    lf_message *m = now->message == 0 ? NULL : lf_store_live(&step->http->store, now->message);
    lf_http_head head;

    if (len == 0 || !lf_http_head_read(text, len, &head))
        return; /* trailers, or nothing that is a message */
    if (frame->type == LF_H2_PUSH_PROMISE) {
        read_promise(step, frame, &head, promised);
        return;
    }
    if (m == NULL || m->phase != LF_HP_NONE || head.request != (side_of(step->flow) == 0))
        return;
    if (head.request)
        read_request(step, now->stream, m, &head);
    else
        read_response(step, now->stream, m, &head);
    expect_body(m, &head, (frame->flags & LF_H2_END_STREAM) != 0);
    lf_exchange_show(step, m);
}

static void on_body(void *context, const lf_h2_frame *frame, uint32_t count, uint32_t captured)
{
    lf_http_step *step = (lf_http_step *)context;
    const lf_h2_frame_of *now = frame_of(step);

    (void)frame;
    if (now->message != 0)
        lf_exchange_count(lf_store_live(&step->http->store, now->message), count, captured);
}

static void close_message(lf_http_step *step, lf_h2_stream *stream, int side, lf_pos right,
                          bool complete)
{
    struct lf_h2 *h2 = step->connection->h2;
    uint32_t number = stream->message[side];
    lf_message *m = lf_store_live(&step->http->store, number);

    if (complete)
        m->marks |= LF_MARK_COMPLETE;
    if (m->phase != LF_HP_NONE && (m->marks & LF_MARK_EXPECTED) != 0 &&
        (m->marks & LF_MARK_TO_HEAD) == 0 && m->actual < m->expected &&
        (m->anomalies & LF_HA_BIT(BODY_NOT_CAPTURED)) == 0)
        m->anomalies |= LF_HA_BIT(BODY_SHORT);
    stream->open[side] = false;
    h2->open--;
    for (int i = 0; i < 2; i++) {
        if (h2->frame[i].message == number)
            h2->frame[i].message = 0;
    }
    lf_exchange_finish(step, number, right);
}

/* RFC 9113 section 6.4: nothing more comes on this stream, from either end. */
static void reset_stream(lf_http_step *step, const lf_h2_frame *frame, lf_pos right)
{
    lf_h2_stream *stream = (lf_h2_stream *)wmem_map_lookup(step->connection->h2->streams,
                                                           GUINT_TO_POINTER(frame->stream));
    int side = side_of(step->flow);

    if (stream == NULL)
        return;
    if (stream->open[side])
        close_message(step, stream, side, right, false);
    if (stream->open[1 - side]) {
        lf_http_step other = *step;

        other.flow = step->peer;
        other.peer = step->flow;
        close_message(&other, stream, 1 - side, other.flow->order.next, false);
    }
    if (stream->message[0] == 0 || stream->message[1] != 0)
        return;
    lf_store_set_unanswered(&step->http->store, stream->message[0]);
    step->connection->h2->pending -= step->connection->h2->pending > 0 ? 1 : 0;
}

/* Both sides are done with it. */
static void forget_stream(lf_http_step *step, lf_h2_stream *stream)
{
    struct lf_h2 *h2 = step->connection->h2;
    lf_message response;

    if (stream->message[0] == 0 || stream->message[1] == 0 || stream->open[0] || stream->open[1])
        return;
    lf_store_get(&step->http->store, stream->message[1], &response);
    if (response.phase != LF_HP_RESPONSE)
        return;
    for (int i = 0; i < 2; i++) {
        if (h2->frame[i].stream == stream)
            h2->frame[i] = (lf_h2_frame_of){0};
    }
    wmem_map_remove(h2->streams, GUINT_TO_POINTER(stream->number));
    lf_awaiting_free(step->http, &stream->asked);
    wmem_free(step->http->scope, stream);
}

static void on_end(void *context, const lf_h2_frame *frame, lf_pos right, bool ends)
{
    lf_http_step *step = (lf_http_step *)context;
    const lf_h2_frame_of *now = frame_of(step);
    const lf_message *m =
        now->message == 0 ? NULL : lf_store_live(&step->http->store, now->message);
    bool interim =
        m != NULL && m->phase == LF_HP_INTERIM && (frame->flags & LF_H2_END_HEADERS) != 0;

    if (frame->type == LF_H2_RST_STREAM && frame->stream != 0)
        reset_stream(step, frame, right);
    else if (m != NULL && now->promise)
        close_message(step, now->stream, 0, right, true);
    else if (m != NULL && (ends || interim))
        close_message(step, now->stream, side_of(step->flow), right, true);
    if (now->stream != NULL)
        forget_stream(step, now->stream);
}

/* RFC 7541 section 4.2: who unpacks says how large the other end's table may be. */
static void on_table_size(void *context, uint32_t size)
{
    const lf_http_step *step = (const lf_http_step *)context;

    lf_h2_reader_allow(step->connection->h2->reader[side_of(step->peer)], size);
}

static const lf_h2_events events = {
    .begin = on_begin,
    .part = on_part,
    .block = on_block,
    .body = on_body,
    .end = on_end,
    .table_size = on_table_size,
};

void lf_h2_feed(lf_http_step *step, const lf_piece *piece)
{
    step->piece = piece;
    lf_h2_reader_feed(step->connection->h2->reader[side_of(step->flow)], &events, step, piece);
}

void lf_h2_gap(lf_http_step *step, uint32_t len)
{
    lf_h2_reader_gap(step->connection->h2->reader[side_of(step->flow)], &events, step, len);
}

static void end_stream(void *key, void *value, void *user)
{
    lf_http_step *step = (lf_http_step *)user;
    lf_h2_stream *stream = (lf_h2_stream *)value;
    int side = side_of(step->flow);

    (void)key;
    if (!stream->open[side])
        return;
    step->flow->cut = true;
    close_message(step, stream, side, step->flow->order.next, false);
}

void lf_h2_end(lf_http_step *step)
{
    wmem_map_foreach(step->connection->h2->streams, end_stream, step);
}

bool lf_h2_is_pending(const lf_http_connection *c)
{
    return c->h2->pending > 0;
}

bool lf_h2_is_busy(const lf_http_connection *c)
{
    return c->h2->pending > 0 || c->h2->open > 0;
}

bool lf_h2_is_unanswered(const lf_http_connection *c, const lf_message *request)
{
    const lf_h2_stream *stream = (const lf_h2_stream *)wmem_map_lookup(
        c->h2->streams, GUINT_TO_POINTER(request->http2_stream));

    return stream != NULL && stream->message[1] == 0 && lf_h2_reader_is_sure(c->h2->reader[1]);
}

static void mark_stream(void *key, void *value, void *user)
{
    const lf_h2_stream *stream = (const lf_h2_stream *)value;
    lf_http *http = (lf_http *)user;

    (void)key;
    if (stream->message[0] != 0 && stream->message[1] == 0)
        lf_store_set_unanswered(&http->store, stream->message[0]);
}

void lf_h2_mark_unanswered(lf_http *http, lf_http_connection *c)
{
    if (lf_h2_reader_is_sure(c->h2->reader[1]))
        wmem_map_foreach(c->h2->streams, mark_stream, http);
}

static void free_stream(void *key, void *value, void *user)
{
    lf_h2_stream *stream = (lf_h2_stream *)value;

    (void)key;
    lf_awaiting_free((lf_http *)user, &stream->asked);
    wmem_free(((lf_http *)user)->scope, stream);
}

void lf_h2_free(lf_http *http, lf_http_connection *c)
{
    if (c->h2 == NULL)
        return;
    lf_h2_reader_free(c->h2->reader[0]);
    lf_h2_reader_free(c->h2->reader[1]);
    wmem_map_foreach(c->h2->streams, free_stream, http);
    wmem_free(http->scope, c->h2);
    c->h2 = NULL;
}
