/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One connection as HTTP sees it, and one segment's way through it. Private to plugin/core/http.
 */
#ifndef LABFLOW_CORE_HTTP_CONNECTION_H
#define LABFLOW_CORE_HTTP_CONNECTION_H

#include "http.h"
#include "order.h"
#include "parser.h"
#include "records.h"
#include "store.h"

typedef enum lf_http_kind { LF_KIND_UNKNOWN, LF_KIND_REQUESTS, LF_KIND_RESPONSES } lf_http_kind;

/* What one end sends. What every segment looks at comes first. */
typedef struct lf_flow {
    lf_order order;
    uint32_t message; /* in progress */
    uint32_t unacked; /* the first message that is complete and not acknowledged */
    bool ended;
    bool cut;       /* it ended in the middle of a message */
    bool fin_seen;  /* and when, and what it acknowledged */
    bool fin_first; /* the other end's had not come yet */
    bool fin_judged;
    bool fin_has_ack;
    uint8_t kind; /* lf_http_kind */
    bool begin_has_ack;
    bool head_read; /* of the message in progress */
    bool opened;    /* somebody decrypts the TLS in it */
    lf_parser parser;
    lf_records *records;  /* where it is TLS */
    lf_pos plain;         /* position of the next decrypted octet, counted by itself */
    uint32_t last;        /* the message before; also the end of the chain by lf_message.next */
    uint32_t last_record; /* of the segment that was counted last, plus 1 */
    uint32_t begin_ack;   /* acknowledged by the segment that begins the message in progress */
    lf_pos acked_before;  /* order.acked before it rose last, and the frame that raised it */
    uint32_t acked_frame;
    uint32_t fin_ack;
    int64_t fin_ns;
    int64_t before_ns; /* when something was sent last before the message in progress */
} lf_flow;

/* A request that waits for its final response. */
typedef struct lf_awaiting {
    uint32_t message;
    uint32_t begin; /* sequence number, raw */
    uint32_t ack;   /* what the client had acknowledged when it sent it */
    bool has_ack;
    bool is_head;
    bool is_connect;
    bool closes;
    bool by_version; /* closes because it is HTTP/1.0 */
    bool has_range;
    bool unsure;       /* an earlier request may be missing, and its answer still to come */
    int64_t before_ns; /* when something was sent last before it */
    lf_span etags;     /* If-None-Match and If-Modified-Since; owned, at == NULL: absent */
    lf_span since;
} lf_awaiting;

typedef struct lf_http_connection {
    uint32_t stream;
    uint32_t awaiting_count;
    struct lf_h2 *h2; /* NULL: HTTP/1.x */
    bool over;
    bool busy;      /* as the page was told */
    uint8_t reason; /* lf_close_reason, once it is known */
    bool found;     /* core shows HTTP here, or nothing else */
    bool sure;      /* it shows HTTP */
    bool tls;
    bool tunnel;
    bool upgraded;
    lf_flow flow[2];
    lf_awaiting *awaiting; /* the oldest first */
    uint32_t awaiting_first;
    uint32_t awaiting_room;
    uint32_t exchanges;
    uint32_t timeout;  /* announced last, seconds */
    int64_t active_ns; /* the last octet of either end */
    bool has_timeout;
    bool lost;                /* responses may be missing before the next one */
    bool responded;           /* a final response was seen */
    bool closes;              /* and after the last one the connection closes */
    bool by_version;          /* for being HTTP/1.0 */
    bool last_asked;          /* a request said that it is the last one */
    bool asked_unseen;        /* requests of its are missing */
    bool asked_before_loss;   /* ack_before_loss is set */
    uint32_t ack_before_loss; /* what the client had acknowledged before */
    bool client_first;        /* the client sent its FIN before it had its answer */
    uint32_t upgrade_exchange;
    uint32_t upgrade_request;
    const char *protocol; /* what the connection switched to */
} lf_http_connection;

struct lf_http {
    wmem_allocator_t *scope;
    int64_t idle_ns;
    lf_page *page;
    lf_store store;
    lf_blocks connections; /* pointers by stream; NULL: none */
    lf_http_connection **spare;
    uint32_t spare_count;
    uint32_t spare_room;
};

/* One segment on its way. */
typedef struct lf_http_step {
    lf_http *http;
    lf_http_connection *connection;
    lf_flow *flow;
    lf_flow *peer;
    const lf_segment *segment; /* in whose frame things come about */
    const lf_piece *piece;     /* the octets that are being read */
    const lf_http_view *view;  /* of the flow's own segment; NULL: it is the other end's */
    bool ending;               /* the flow ends with this segment */
    bool ending_other;         /* and the segment is the other end's */
} lf_http_step;

static inline const lf_flow *lf_other_flow(const lf_http_connection *c, const lf_flow *flow)
{
    return flow == &c->flow[0] ? &c->flow[1] : &c->flow[0];
}

static inline lf_message *lf_step_message(const lf_http_step *step)
{
    return lf_store_live(&step->http->store, step->flow->message);
}

/* carriers.c: the segments of the piece that is being read carry `message`; counts them. */
void lf_carriers_note(lf_http_step *step, uint32_t message);

/* tls.c */
/* Whether TLS begins with `piece`. */
bool lf_tls_begins(const lf_http_step *step, const lf_piece *piece);
void lf_tls_begin(lf_http_step *step);
/* What was decrypted in this frame goes to the parser. */
void lf_tls_read(lf_http_step *step);

/* http.c: octets for the parser. */
void lf_flow_feed(lf_http_step *step, const lf_piece *piece);
/* Whether it is known what the end that answers has sent. */
bool lf_http_answers_are_known(const lf_http_connection *c);

/* exchange.c: what the parser tells. */
extern const lf_parser_events lf_exchange_events;
/* Adds a message that begins at `pos`; returns its number. */
uint32_t lf_exchange_add(lf_http_step *step, lf_pos pos);
/* Octets of the flow are missing or no messages: what comes next may belong to what is not known.
 */
void lf_exchange_lose(lf_http_step *step);
/* `count` octets of the body of `m`; `captured` of them are in the capture. */
void lf_exchange_count(lf_message *m, uint64_t count, uint64_t captured);
/* The message `number` ends before `pos`. */
void lf_exchange_finish(lf_http_step *step, uint32_t number, lf_pos pos);
/* `m`, whose head has been read, may be shown where core leaves room for HTTP. */
void lf_exchange_show(const lf_http_step *step, lf_message *m);
/* What its response must know of the request `message`. */
lf_awaiting lf_exchange_asked(const lf_http_step *step, uint32_t message, const lf_http_head *head);
/* `m`, the message `number`, answers `request`. */
void lf_exchange_pair(lf_http_step *step, lf_message *m, uint32_t number,
                      const lf_awaiting *request);

/* h2.c */
/* Whether HTTP/2 begins with `piece`, without an upgrade. */
bool lf_h2_begins(const lf_http_step *step, const lf_piece *piece);
/* `requests`: the flow is the client's. */
void lf_h2_start(lf_http_step *step, bool requests);
/* The request `message` of HTTP/1.1 is to be answered on stream 1. */
void lf_h2_adopt(lf_http_step *step, uint32_t message);
void lf_h2_feed(lf_http_step *step, const lf_piece *piece);
void lf_h2_gap(lf_http_step *step, uint32_t len);
/* Nothing more comes in this flow. */
void lf_h2_end(lf_http_step *step);
bool lf_h2_is_pending(const lf_http_connection *c);
bool lf_h2_is_busy(const lf_http_connection *c);
bool lf_h2_is_unanswered(const lf_http_connection *c, const lf_message *request);
void lf_h2_mark_unanswered(lf_http *http, lf_http_connection *c);
void lf_h2_free(lf_http *http, lf_http_connection *c);

/* awaiting.c */
void lf_awaiting_push(lf_http *http, lf_http_connection *c, const lf_awaiting *request);
/* The request that the response in progress in `flow` answers, which begins at `begin` (raw); NULL:
 * none, or nobody knows. */
lf_awaiting *lf_awaiting_for(lf_http *http, lf_http_connection *c, const lf_flow *flow,
                             uint32_t begin);
/* The oldest request has its final response. */
void lf_awaiting_pop(lf_http *http, lf_http_connection *c);
/* Whether the oldest of them may not be the one that is answered next. */
bool lf_awaiting_is_unsure(const lf_http_connection *c);
/* Whether a request waits that the sender of an ACK `ack` had got. */
bool lf_awaiting_any(const lf_http_connection *c, bool has_ack, uint32_t ack);
void lf_awaiting_free(lf_http *http, lf_awaiting *request);
void lf_awaiting_clear(lf_http *http, lf_http_connection *c);

/* close.c: why `segment`, just read, closes the connection; LF_CLOSE_NONE: it does not, or nobody
 * knows. */
lf_close_reason lf_close_of(lf_http_step *step, const lf_verdict *verdict);

/* meaning.c: what heads say, a response's from both halves (`request` may be NULL). Each returns
 * how the body ends. */
lf_http_framing lf_meaning_of_request(lf_http *http, lf_message *m, const lf_http_head *head);
lf_http_framing lf_meaning_of_response(lf_http *http, lf_message *m, const lf_http_head *head,
                                       const lf_awaiting *request);
uint32_t lf_meaning_of_faults(uint16_t faults);

#endif
