/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * HTTP/1.x over every TCP connection of one capture: messages, which request a response answers,
 * which segments carried them, and what they mean for the connection.
 *
 * Requests and responses are paired in order, as RFC 9112 section 9.3 has it, and never by guess: a
 * response whose segment does not acknowledge the request is not the answer to it, and where octets
 * are missing so that several requests could be meant, none is named.
 */
#ifndef LABFLOW_CORE_HTTP_HTTP_H
#define LABFLOW_CORE_HTTP_HTTP_H

#include <wsutil/wmem/wmem.h>

#include "../segment.h"
#include "../verdict.h"
#include "message.h"
#include "page.h"

/* A server that closes a connection on which nothing was sent for this long did so because of that,
 * unless it announced another time (Keep-Alive: timeout=). */
#define LF_DEFAULT_IDLE_NS (INT64_C(1) * 1000000000)

/* What core shows in a frame. */
typedef enum lf_http_found {
    LF_FOUND_OTHER,   /* another protocol */
    LF_FOUND_NOTHING, /* nothing but perhaps HTTP: what looks like a message is one */
    LF_FOUND_HTTP,    /* HTTP, or what should be HTTP */
} lf_http_found;

typedef struct lf_http lf_http;

/* Everything lives in `scope` and goes with it. */
lf_http *lf_http_new(wmem_allocator_t *scope);

void lf_http_set_idle(lf_http *http, int64_t ns);

/* Requests are counted in `page`, which must live as long; NULL (at first): nowhere. */
void lf_http_set_page(lf_http *http, lf_page *page);

/* The content of a TLS record that somebody decrypted. */
typedef struct lf_tls_plain {
    const uint8_t *at;
    uint32_t len;
    bool data; /* application data; otherwise what TLS says to itself */
} lf_tls_plain;

/* What a frame shows of one segment besides its header. */
typedef struct lf_http_view {
    const uint8_t *payload; /* the first `captured` octets of it */
    uint32_t captured;
    lf_http_found found;
    const lf_tls_plain *plain; /* what was decrypted here, in order; only where lf_http_is_sealed */
    uint32_t plain_count;
} lf_http_view;

/* Whether the connection carries TLS, as far as known. */
bool lf_http_is_sealed(const lf_http *http, uint32_t stream);

/* Whether lf_http_track needs to know what core finds in the next frame of this connection. */
bool lf_http_asks(const lf_http *http, uint32_t stream);

/* Reads the next segment of connection `stream`, after lf_track gave `verdict` on it. Messages of
 * connections on which core never left room for HTTP are not shown. Returns why the connection
 * closes, if this segment closes it and the messages tell; else LF_CLOSE_NONE. */
lf_close_reason lf_http_track(lf_http *http, uint32_t stream, const lf_segment *segment,
                              const lf_verdict *verdict, const lf_http_view *view);

/* The messages that have to do with one segment. */
typedef struct lf_http_walk {
    const lf_http *http;
    uint32_t frame;
    uint32_t end; /* sequence number, raw, behind the segment's payload */
    uint32_t message;
    uint32_t number; /* names `now` to lf_http_message */
    const struct lf_also *also;
    bool first;
    bool noted; /* `message` came from `also` */
    lf_message now;
} lf_http_walk;

/* Of the segment of `record` in `frame` whose payload ends before `end` (raw). */
void lf_http_walk_start(lf_http_walk *walk, const lf_http *http, uint32_t record, uint32_t frame,
                        uint32_t end);

/* The next one, valid until the call after; NULL: no more. With done_frame == frame it is complete
 * here; otherwise the segment carries a part of it. */
const lf_message *lf_http_walk_next(lf_http_walk *walk);

/* The message that a walk met under this number, as it is now. */
void lf_http_message(const lf_http *http, uint32_t number, lf_message *message);

/* The other half of `message`; false: there is none, or nobody knows. */
bool lf_http_partner(const lf_http *http, const lf_message *message, lf_message *partner);

/* Anomalies of the segment of `record` that belong to no message: LF_HA_BIT()s. */
uint32_t lf_http_notes(const lf_http *http, uint32_t record);

/* Whether the capture shows that nobody answers the request `message` of connection `stream`.
 * Meaningful once the whole capture has been tracked. */
bool lf_http_is_unanswered(const lf_http *http, uint32_t stream, const lf_message *message);

#endif
