/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * HTTP/2 frames: cuts what one end sends into frames (RFC 9113 section 4) and unpacks header blocks
 * (RFC 7541, by libnghttp2).
 */
#ifndef LABFLOW_CORE_HTTP_H2_FRAMES_H
#define LABFLOW_CORE_HTTP_H2_FRAMES_H

#include <stdbool.h>
#include <wsutil/wmem/wmem.h>

#include "order.h"

/* The types that matter here, RFC 9113 section 6. */
typedef enum lf_h2_type {
    LF_H2_DATA = 0,
    LF_H2_HEADERS = 1,
    LF_H2_RST_STREAM = 3,
    LF_H2_SETTINGS = 4,
    LF_H2_PUSH_PROMISE = 5,
    LF_H2_GOAWAY = 7,
    LF_H2_CONTINUATION = 9,
} lf_h2_type;

enum { LF_H2_END_STREAM = 0x01, LF_H2_ACK = 0x01, LF_H2_END_HEADERS = 0x04 };
enum { LF_H2_PADDED = 0x08, LF_H2_PRIORITY = 0x20 };

typedef struct lf_h2_frame {
    uint32_t len; /* of the payload */
    uint8_t type; /* lf_h2_type, or another */
    uint8_t flags;
    uint32_t stream;
    lf_pos left; /* position of its first octet, and the frame that brought it, and when */
    uint32_t first_frame;
    int64_t first_ns;
} lf_h2_frame;

/* What is told of one direction, each with `context`. */
typedef struct lf_h2_events {
    /* The frame's head is complete. */
    void (*begin)(void *context, const lf_h2_frame *frame);
    /* A part of the frame is in the piece that is being read. */
    void (*part)(void *context, const lf_h2_frame *frame);
    /* A header block is complete, as the head of an HTTP/1.1 message. `promised`: the stream that a
     * PUSH_PROMISE reserves, else 0. */
    void (*block)(void *context, const lf_h2_frame *frame, const char *head, uint32_t len,
                  uint32_t promised);
    /* `count` octets of a body; `captured` of them are in the capture. */
    void (*body)(void *context, const lf_h2_frame *frame, uint32_t count, uint32_t captured);
    /* The frame is complete; `right` is the position behind it. `ends`: it ends its stream's
     * message. */
    void (*end)(void *context, const lf_h2_frame *frame, lf_pos right, bool ends);
    /* SETTINGS_HEADER_TABLE_SIZE, which bounds what the other end may use. */
    void (*table_size)(void *context, uint32_t size);
} lf_h2_events;

typedef struct lf_h2_reader lf_h2_reader;

/* `preface`: the octets of RFC 9113 section 3.4 come first (a client's). */
lf_h2_reader *lf_h2_reader_new(wmem_allocator_t *scope, bool preface);
void lf_h2_reader_free(lf_h2_reader *reader);

/* The other end allows a table of this size for header blocks. */
void lf_h2_reader_allow(lf_h2_reader *reader, uint32_t size);

void lf_h2_reader_feed(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                       const lf_piece *piece);

/* Octets that the capture lacks. */
void lf_h2_reader_gap(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                      uint32_t len);

/* Whether it is known where frames begin, and what header blocks say. */
bool lf_h2_reader_is_sure(const lf_h2_reader *reader);

#endif
