/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Head: the start line and the header fields of one HTTP/1.x message (RFC 9112 sections 2 to 5), as
 * far as they say something about the exchange, the message's length or the connection.
 */
#ifndef LABFLOW_CORE_HTTP_HEAD_H
#define LABFLOW_CORE_HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

/* A part of the block that was parsed: valid as long as that is. */
typedef struct lf_span {
    const char *at;
    uint32_t len; /* 0: absent or empty */
} lf_span;

/* What is wrong with a head, one bit each. */
typedef enum lf_http_fault {
    LF_HTTP_BAD_LINE = 0x01,    /* a line without a colon, or with space before it: section 5.1 */
    LF_HTTP_FOLDED = 0x02,      /* obsolete line folding: section 5.2 */
    LF_HTTP_BAD_LENGTH = 0x04,  /* Content-Length that is no number, or two different ones: 6.3 */
    LF_HTTP_TWO_LENGTHS = 0x08, /* both Content-Length and Transfer-Encoding: section 6.1 */
    LF_HTTP_CODING_UNKNOWN = 0x10, /* a request's body has no end: section 6.3 */
    LF_HTTP_NO_HOST = 0x20,        /* an HTTP/1.1 request without Host: section 3.2 */
    LF_HTTP_BAD_CHUNK = 0x40,      /* a chunk without its length or its end: section 7.1 */
    LF_HTTP_TOO_LONG = 0x80,       /* a head longer than anybody accepts */
    LF_HTTP_BAD_VERSION = 0x200,   /* a version that is no number: section 2.3 */
    LF_HTTP_BAD_TARGET = 0x400,    /* a space in the target: section 3.2 */
    LF_HTTP_NOT_HTTP = 0x100,      /* no start line where one is due */
} lf_http_fault;

typedef enum lf_http_framing {
    LF_BODY_NONE,
    LF_BODY_LENGTH,  /* Content-Length */
    LF_BODY_MAYBE,   /* the same, unless the request that nobody saw was a HEAD */
    LF_BODY_CHUNKED, /* RFC 9112 section 7.1 */
    LF_BODY_CLOSE,   /* until the connection closes */
    LF_BODY_TUNNEL,  /* what follows is no longer HTTP/1.x */
    LF_BODY_UNKNOWN, /* nobody can tell where it ends */
} lf_http_framing;

#define LF_ETAG_LINES 4 /* of If-None-Match; further ones are left out */

typedef struct lf_http_head {
    bool request;
    bool cut;        /* the block's end is missing: fields may be, too */
    uint8_t version; /* 9, 10, 11: HTTP/0.9, 1.0, 1.1 */
    uint16_t status;
    uint16_t faults; /* lf_http_fault */
    lf_span method;
    lf_span target;
    lf_span reason;

    bool close; /* Connection: close, keep-alive; RFC 9110 section 7.6.1 */
    bool keep_alive;
    bool expects_continue; /* RFC 9110 section 10.1.1 */
    bool has_length;
    bool coded;   /* has Transfer-Encoding */
    bool chunked; /* and its last coding is chunked */
    bool has_timeout;
    uint32_t timeout; /* Keep-Alive: seconds, RFC 2068 section 19.7.1 */
    uint64_t length;

    lf_span host;
    lf_span upgrade;
    lf_span range;
    lf_span content_range;
    lf_span etag;
    lf_span last_modified;
    lf_span if_none_match[LF_ETAG_LINES]; /* the first etag_lines of them */
    uint32_t etag_lines;
    lf_span if_modified_since;
    lf_span location;
} lf_http_head;

/* What a run of octets looks like where a start line is due. */
typedef enum lf_http_start {
    LF_START_NO,
    LF_START_MAYBE, /* too short to tell */
    LF_START_REQUEST,
    LF_START_RESPONSE,
} lf_http_start;

/* Judges the octets up to the first line's end. `simple`: also accept HTTP/0.9's "GET /path". */
lf_http_start lf_http_start_of(const char *at, uint32_t len, bool simple);

/* Whether octets that nobody announced begin with a whole start line, beyond doubt. */
bool lf_http_begins_surely(const char *at, uint32_t len);

/* Whether these octets are a request of HTTP/0.9: one line, without a version, and nothing else. */
bool lf_http_is_simple(const char *at, uint32_t len);

/* Reads a block that begins with a start line and ends before or behind the empty line. False, and
 * nothing else set, where the first line is no start line. */
bool lf_http_head_read(const char *at, uint32_t len, lf_http_head *head);

/* How the body of `head` ends, RFC 9112 section 6.3. For a response, `method` is that of the
 * request which it answers; empty where that is unknown. */
lf_http_framing lf_http_framing_of(const lf_http_head *head, lf_span method);

/* Whether the connection may be used again after this message alone, RFC 9112 section 9.3. */
bool lf_http_persists(const lf_http_head *head);

/* Whether `span` is `text`, octet by octet; and the same with upper and lower case alike. */
bool lf_span_is(lf_span span, const char *text);
bool lf_span_is_nocase(lf_span span, const char *text);

/* Whether the entity tag `etag` is in the list `tags` (or that is "*"), by weak comparison: RFC
 * 9110 section 13.1.2. */
bool lf_http_tag_listed(lf_span tags, lf_span etag);

#endif
