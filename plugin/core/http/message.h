/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Message: what is known about one HTTP message, and the words for it.
 */
#ifndef LABFLOW_CORE_HTTP_MESSAGE_H
#define LABFLOW_CORE_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum lf_http_phase {
    LF_HP_NONE, /* not known to be a message */
    LF_HP_REQUEST,
    LF_HP_INTERIM, /* 1xx, RFC 9110 section 15.2 */
    LF_HP_RESPONSE,
    LF_HP_UPGRADED, /* no message: the first octets of the protocol that took over */
    LF_HP_COUNT
} lf_http_phase;

typedef enum lf_http_persistence {
    LF_PERSIST_NONE,
    LF_PERSIST_KEEP_ALIVE,
    LF_PERSIST_CLOSE,
    LF_PERSIST_UPGRADE,
    LF_PERSIST_COUNT
} lf_http_persistence;

typedef enum lf_http_outcome {
    LF_OUT_NONE,
    LF_OUT_OK,
    LF_OUT_NOT_MODIFIED,
    LF_OUT_PARTIAL,
    LF_OUT_REDIRECT,
    LF_OUT_SWITCHING,
    LF_OUT_CLIENT_ERROR,
    LF_OUT_SERVER_ERROR,
    LF_OUT_UNANSWERED,
    LF_OUT_COUNT
} lf_http_outcome;

/* What in the request a 304 answers to, RFC 9110 section 13.1. */
typedef enum lf_http_validator {
    LF_VALID_NONE,
    LF_VALID_ETAG,           /* If-None-Match holds the response's ETag */
    LF_VALID_MODIFIED,       /* If-Modified-Since is the response's Last-Modified, or later */
    LF_VALID_ETAG_ALONE,     /* If-None-Match; the response repeats no ETag */
    LF_VALID_MODIFIED_ALONE, /* If-Modified-Since; the response repeats no Last-Modified */
    LF_VALID_COUNT
} lf_http_validator;

/* One bit of lf_message.anomalies for each row of plugin/data/http_anomalies.def. */
typedef enum lf_http_anomaly {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh) LF_HA_##id,
#include "../../data/http_anomalies.def"
#undef LF_ANOMALY
    LF_HA_COUNT
} lf_http_anomaly;

#define LF_HA_BIT(id) (UINT32_C(1) << LF_HA_##id)

/* lf_message.marks */
enum {
    LF_MARK_EXPECTED = 0x01,   /* `expected` is set */
    LF_MARK_BODY = 0x02,       /* `actual` is */
    LF_MARK_SHOWN = 0x04,      /* core found HTTP on this connection */
    LF_MARK_COMPLETE = 0x08,   /* nothing of it is missing at its end */
    LF_MARK_UNANSWERED = 0x10, /* the connection ended before an answer */
    LF_MARK_CONDITIONAL = 0x20,
    LF_MARK_EXPECTS = 0x40, /* Expect: 100-continue */
    LF_MARK_TIMEOUT = 0x80, /* `timeout` is set */
    LF_MARK_CHUNKED = 0x100,
    LF_MARK_UNTIL_CLOSE = 0x200,
    LF_MARK_TO_HEAD = 0x400, /* a response to HEAD */
    LF_MARK_HTTP2 = 0x800,   /* as it is stored: it has no `begin`, nobody needs it */
};

/* Texts are never NULL; empty where there is nothing to say. */
typedef struct lf_message {
    uint32_t next;    /* the following message of the same end, number + 1; 0: none */
    uint32_t partner; /* the other half, number + 1: the final response of a request */
    uint32_t begin;   /* sequence numbers, raw: of the first octet, and behind the last */
    uint32_t end;
    uint32_t first_frame; /* frames that carry its first and last octet */
    uint32_t last_frame;
    uint32_t done_frame; /* the frame that makes it complete; 0: none so far */
    uint32_t acked_in;
    uint32_t segments; /* that brought octets of it */
    uint32_t again;    /* retransmissions among the frames before done_frame */
    uint32_t exchange;
    uint32_t timeout;      /* seconds, Keep-Alive */
    uint32_t http2_stream; /* 0: HTTP/1.x */
    uint32_t anomalies;
    uint32_t page_request; /* of a request: see lf_page_ask */
    uint32_t page_busy;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t expected;
    uint64_t actual;
    const char *method; /* of a request; of a response: the reason phrase */
    const char *target; /* of a request; of a response: what its sentence speaks of */
    const char *host;   /* of a request; of a response: the protocol switched to */
    uint16_t status;
    uint16_t marks;
    uint8_t phase;       /* lf_http_phase */
    uint8_t persistence; /* lf_http_persistence */
    uint8_t outcome;     /* lf_http_outcome */
    uint8_t validator;   /* lf_http_validator */
    uint8_t version;     /* 10, 11 */
} lf_message;

/* The contract's words (plugin/data/http_names.def). Each returns a static string; "" for the
 * enumerator that means "absent", NULL never. */
const char *lf_http_phase_name(lf_http_phase phase);
const char *lf_http_persistence_name(lf_http_persistence persistence);
const char *lf_http_outcome_name(lf_http_outcome outcome);
const char *lf_http_validator_name(lf_http_validator validator);

#endif
