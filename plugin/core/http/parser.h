/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parser: cuts what one end sends into HTTP/1.x messages (RFC 9112), octet by octet as it comes,
 * and never looks at an octet of a body.
 */
#ifndef LABFLOW_CORE_HTTP_PARSER_H
#define LABFLOW_CORE_HTTP_PARSER_H

#include <wsutil/wmem/wmem.h>

#include "../seq.h"
#include "head.h"

/* Longer heads than any server takes. What goes on behind is not read as a message. */
#define LF_HEAD_MAX (256u << 10)

/* What the parser tells, each with `context`. Positions are those of lf_piece. */
typedef struct lf_parser_events {
    /* A message begins with the octet at `pos`. */
    void (*begin)(void *context, lf_pos pos);
    /* Its head is complete. Returns how the body ends (lf_http_framing_of). */
    lf_http_framing (*head)(void *context, const lf_http_head *head);
    /* `count` octets of its body; `captured` of them are in the capture. */
    void (*body)(void *context, uint64_t count, uint64_t captured);
    /* It is complete; `end` is the position behind it. */
    void (*done)(void *context, lf_pos end);
    /* It breaks off: `faults` (lf_http_fault) say what is wrong, 0 where octets are missing or the
     * connection ended. Its last octet known to be its own lies before `end`. */
    void (*broken)(void *context, lf_pos end, uint16_t faults);
    /* Octets at `pos` where a message was due. Once in a row. True: they are an answer without a
     * head (HTTP/0.9). */
    bool (*noise)(void *context, lf_pos pos);
    /* Octets of another protocol, after the parser was told of it. */
    void (*tunnel)(void *context, lf_pos pos);
} lf_parser_events;

typedef struct lf_parser {
    uint8_t state;   /* parser.c */
    bool in_message; /* begin was told, done or broken was not */
    bool noisy;      /* the noise was told */
    bool no_start;   /* what was taken for a start line is none */
    uint64_t left;   /* octets of the body or chunk that are still to come */
    char *block;     /* a head or line whose end has not come */
    uint32_t block_len;
    uint32_t block_room;
} lf_parser;

/* A part of a direction: octets in order. */
typedef struct lf_parser_input {
    const uint8_t *at;
    uint32_t len;      /* octets on the wire */
    uint32_t captured; /* the first of them; the rest is missing */
    lf_pos left;
} lf_parser_input;

typedef struct lf_parser_sink {
    wmem_allocator_t *scope;
    const lf_parser_events *events;
    void *context;
} lf_parser_sink;

/* Nobody has seen this direction begin: a message is looked for at the head of each piece. */
void lf_parser_start_anywhere(lf_parser *parser);

/* From here on another protocol. */
void lf_parser_start_tunnel(lf_parser *parser);

void lf_parser_feed(lf_parser *parser, const lf_parser_sink *sink, const lf_parser_input *input);

/* `len` octets at `left` are not in the capture. */
void lf_parser_gap(lf_parser *parser, const lf_parser_sink *sink, lf_pos left, uint32_t len);

/* Nothing comes any more behind `pos`; `cleanly` when this end said so with a FIN. */
void lf_parser_end(lf_parser *parser, const lf_parser_sink *sink, lf_pos pos, bool cleanly);

/* What comes next decides whether the message in progress has a body. */
bool lf_parser_is_undecided(const lf_parser *parser);

/* Whether it is known where messages begin and end (nothing was lost). */
bool lf_parser_is_sure(const lf_parser *parser);

void lf_parser_clear(lf_parser *parser, const lf_parser_sink *sink);

#endif
