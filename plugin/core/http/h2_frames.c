/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "h2_frames.h"

#include <nghttp2/nghttp2.h>
#include <string.h>

#include "records.h"

enum { HEADER_LEN = 9, PREFACE_LEN = 24, TABLE_SIZE = 1 };

#define BLOCK_MAX (256u << 10) /* of a header block, packed; longer ones end the reading */
#define TEXT_MAX  (1u << 20)   /* of it unpacked: a small block can name much (section 10.5.1) */
/* Payloads that are kept until they are whole: all but DATA. Longer ones break section 4.2. */
#define PAYLOAD_MAX (1u << 16)

/* A text that grows. */
typedef struct lf_growing {
    char *at;
    uint32_t len;
    uint32_t room;
} lf_growing;

struct lf_h2_reader {
    wmem_allocator_t *scope;
    nghttp2_mem mem;
    nghttp2_hd_inflater *inflater;
    uint32_t preface; /* octets of it that are still to come */
    uint8_t header[HEADER_LEN];
    uint8_t header_len;
    lf_h2_frame frame;
    uint32_t left; /* octets of the payload that are still to come */
    uint32_t pad;  /* of DATA: octets at the end that are no body */
    bool pad_due;  /* of DATA: the first octet tells how many */
    bool lost;
    lf_h2_frame opener; /* HEADERS or PUSH_PROMISE that the block in progress began with */
    uint32_t promised;
    lf_growing payload; /* of the frame in progress, unless DATA */
    lf_growing block;
    lf_growing fields;
    lf_growing start;
};

static void *mem_malloc(size_t size, void *scope)
{
    return wmem_alloc((wmem_allocator_t *)scope, size);
}

static void mem_free(void *at, void *scope)
{
    wmem_free((wmem_allocator_t *)scope, at);
}

static void *mem_calloc(size_t count, size_t size, void *scope)
{
    return wmem_alloc0((wmem_allocator_t *)scope, count * size);
}

static void *mem_realloc(void *at, size_t size, void *scope)
{
    return wmem_realloc((wmem_allocator_t *)scope, at, size);
}

lf_h2_reader *lf_h2_reader_new(wmem_allocator_t *scope, bool preface)
{
    lf_h2_reader *reader = wmem_new0(scope, lf_h2_reader);

    reader->scope = scope;
    reader->preface = preface ? PREFACE_LEN : 0;
    reader->mem = (nghttp2_mem){scope, mem_malloc, mem_free, mem_calloc, mem_realloc};
    reader->lost = nghttp2_hd_inflate_new2(&reader->inflater, &reader->mem) != 0;
    return reader;
}

void lf_h2_reader_free(lf_h2_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->inflater != NULL)
        nghttp2_hd_inflate_del(reader->inflater);
    wmem_free(reader->scope, reader->payload.at);
    wmem_free(reader->scope, reader->block.at);
    wmem_free(reader->scope, reader->fields.at);
    wmem_free(reader->scope, reader->start.at);
    wmem_free(reader->scope, reader);
}

void lf_h2_reader_allow(lf_h2_reader *reader, uint32_t size)
{
    /* A larger table than the default would have to be bought with memory; none needs more. */
    if (nghttp2_hd_inflate_change_table_size(reader->inflater, MIN(size, 1u << 20)) != 0)
        reader->lost = true;
}

bool lf_h2_reader_is_sure(const lf_h2_reader *reader)
{
    return !reader->lost;
}

/* Never NULL, so that an empty one can be counted through like any other. */
static const uint8_t *octets_of(const lf_growing *text)
{
    return (const uint8_t *)(text->at == NULL ? "" : text->at);
}

static void grow(lf_h2_reader *reader, lf_growing *text, const void *at, uint32_t len)
{
    if (text->len + len > text->room) {
        text->room = MAX(256u, 2 * (text->len + len));
        text->at = (char *)wmem_realloc(reader->scope, text->at, text->room);
    }
    if (len > 0)
        memcpy(text->at + text->len, at, len);
    text->len += len;
}

static void grow_text(lf_h2_reader *reader, lf_growing *text, const char *part)
{
    grow(reader, text, part, (uint32_t)strlen(part));
}

/* Line ends in a value would be another field (section 8.2.1 forbids them). */
static void grow_value(lf_h2_reader *reader, lf_growing *text, const uint8_t *at, size_t len)
{
    uint32_t from = text->len;

    grow(reader, text, at, (uint32_t)len);
    for (uint32_t i = from; i < text->len; i++) {
        if (text->at[i] == '\r' || text->at[i] == '\n')
            text->at[i] = ' ';
    }
}

static bool is_named(const nghttp2_nv *nv, const char *name)
{
    return nv->namelen == strlen(name) && memcmp(nv->name, name, nv->namelen) == 0;
}

/* Section 8.3: the pseudo-fields are what HTTP/1.1 has in its start line and in Host. */
typedef struct lf_unpacked {
    char method[32];
    char status[8];
    lf_growing path;
} lf_unpacked;

static void copy_short(char *to, size_t room, const nghttp2_nv *nv)
{
    size_t len = MIN(nv->valuelen, room - 1);

    memcpy(to, nv->value, len);
    to[len] = '\0';
}

static void take_field(lf_h2_reader *reader, lf_unpacked *unpacked, const nghttp2_nv *nv)
{
    if (is_named(nv, ":method")) {
        copy_short(unpacked->method, sizeof unpacked->method, nv);
    } else if (is_named(nv, ":status")) {
        copy_short(unpacked->status, sizeof unpacked->status, nv);
    } else if (is_named(nv, ":path")) {
        unpacked->path.len = 0;
        grow_value(reader, &unpacked->path, nv->value, nv->valuelen);
    } else if (is_named(nv, ":authority") || (nv->namelen > 0 && nv->name[0] != ':')) {
        if (nv->name[0] == ':')
            grow_text(reader, &reader->fields, "Host");
        else
            grow_value(reader, &reader->fields, nv->name, nv->namelen);
        grow_text(reader, &reader->fields, ": ");
        grow_value(reader, &reader->fields, nv->value, nv->valuelen);
        grow_text(reader, &reader->fields, "\r\n");
    }
}

/* Unpacks the block into fields; false: it cannot be, and so no later one can. */
static bool unpack(lf_h2_reader *reader, lf_unpacked *unpacked)
{
    const uint8_t *at = octets_of(&reader->block);
    size_t left = reader->block.len;

    for (;;) {
        nghttp2_nv nv;
        int flags = 0;
        ssize_t used = nghttp2_hd_inflate_hd2(reader->inflater, &nv, &flags, at, left, 1);

        if (used < 0 || reader->fields.len > TEXT_MAX || unpacked->path.len > TEXT_MAX)
            return false;
        at += used;
        left -= (size_t)used;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0)
            take_field(reader, unpacked, &nv);
        if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0)
            break;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && left == 0)
            break;
    }
    return nghttp2_hd_inflate_end_headers(reader->inflater) == 0;
}

/* The block as the head of an HTTP/1.1 message. Trailers have neither method nor status. */
static void put_together(lf_h2_reader *reader, const lf_unpacked *unpacked)
{
    lf_growing *start = &reader->start;

    start->len = 0;
    if (unpacked->status[0] != '\0') {
        grow_text(reader, start, "HTTP/1.1 ");
        grow_text(reader, start, unpacked->status);
        grow_text(reader, start, " \r\n");
    } else if (unpacked->method[0] != '\0') {
        grow_text(reader, start, unpacked->method);
        grow_text(reader, start, " ");
        if (unpacked->path.len > 0)
            grow(reader, start, unpacked->path.at, unpacked->path.len);
        else
            grow_text(reader, start, "*"); /* CONNECT has no path */
        grow_text(reader, start, " HTTP/1.1\r\n");
    }
    if (start->len > 0)
        grow(reader, start, reader->fields.at, reader->fields.len);
}

static void end_block(lf_h2_reader *reader, const lf_h2_events *events, void *context)
{
    lf_unpacked unpacked = {.method = "", .status = ""};

    reader->fields.len = 0;
    reader->lost = reader->lost || !unpack(reader, &unpacked);
    if (!reader->lost) {
        put_together(reader, &unpacked);
        events->block(context, &reader->opener, reader->start.at, reader->start.len,
                      reader->promised);
    }
    wmem_free(reader->scope, unpacked.path.at);
    reader->block.len = 0;
}

static uint32_t read32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Takes padding (section 6.1) and priority (6.2) or the promised stream (6.6) off; false: too
 * short. */
static bool strip(lf_h2_reader *reader, const uint8_t **at, uint32_t *len)
{
    const lf_h2_frame *frame = &reader->frame;
    uint32_t pad = 0;
    uint32_t skip;

    if ((frame->flags & LF_H2_PADDED) != 0) {
        if (*len == 0)
            return false;
        pad = **at;
        (*at)++;
        (*len)--;
    }
    skip = frame->type == LF_H2_PUSH_PROMISE ? 4 : (frame->flags & LF_H2_PRIORITY) != 0 ? 5 : 0;
    if (*len < skip + pad)
        return false;
    if (frame->type == LF_H2_PUSH_PROMISE)
        reader->promised = read32(*at) & 0x7fffffffu;
    *at += skip;
    *len -= skip + pad;
    return true;
}

static void take_block(lf_h2_reader *reader, const lf_h2_events *events, void *context)
{
    const uint8_t *at = octets_of(&reader->payload);
    uint32_t len = reader->payload.len;

    if (reader->frame.type != LF_H2_CONTINUATION) {
        reader->opener = reader->frame;
        reader->promised = 0;
        if (!strip(reader, &at, &len)) {
            reader->lost = true;
            return;
        }
    }
    if (reader->block.len + len > BLOCK_MAX) {
        reader->lost = true;
        return;
    }
    grow(reader, &reader->block, at, len);
    if ((reader->frame.flags & LF_H2_END_HEADERS) != 0)
        end_block(reader, events, context);
}

static void take_settings(lf_h2_reader *reader, const lf_h2_events *events, void *context)
{
    const uint8_t *at = octets_of(&reader->payload);

    for (uint32_t i = 0; i + 6 <= reader->payload.len; i += 6) {
        if (((uint32_t)at[i] << 8 | at[i + 1]) == TABLE_SIZE)
            events->table_size(context, read32(at + i + 2));
    }
}

static void take_payload(lf_h2_reader *reader, const lf_h2_events *events, void *context)
{
    switch (reader->frame.type) {
    case LF_H2_HEADERS:
    case LF_H2_PUSH_PROMISE:
    case LF_H2_CONTINUATION:
        take_block(reader, events, context);
        break;
    case LF_H2_SETTINGS:
        if ((reader->frame.flags & LF_H2_ACK) == 0)
            take_settings(reader, events, context);
        break;
    default:
        break;
    }
}

/* END_STREAM on HEADERS counts once the block is complete: CONTINUATION may follow (section 6.2).
 */
static bool ends_stream(const lf_h2_reader *reader)
{
    const lf_h2_frame *frame = &reader->frame;

    if (frame->type == LF_H2_DATA)
        return (frame->flags & LF_H2_END_STREAM) != 0;
    if (frame->type == LF_H2_HEADERS || frame->type == LF_H2_CONTINUATION)
        return (frame->flags & LF_H2_END_HEADERS) != 0 &&
               (reader->opener.flags & LF_H2_END_STREAM) != 0;
    return false;
}

static void end_frame(lf_h2_reader *reader, const lf_h2_events *events, void *context, lf_pos right)
{
    if (reader->frame.type != LF_H2_DATA)
        take_payload(reader, events, context);
    reader->header_len = 0;
    reader->payload.len = 0;
    if (!reader->lost)
        events->end(context, &reader->frame, right, ends_stream(reader));
}

static void begin_frame(lf_h2_reader *reader, const lf_h2_events *events, void *context)
{
    const uint8_t *h = reader->header;
    lf_h2_frame *frame = &reader->frame;

    frame->len = (uint32_t)h[0] << 16 | (uint32_t)h[1] << 8 | h[2];
    frame->type = h[3];
    frame->flags = h[4];
    frame->stream = read32(h + 5) & 0x7fffffffu;
    reader->left = frame->len;
    reader->pad = 0;
    reader->pad_due = frame->type == LF_H2_DATA && (frame->flags & LF_H2_PADDED) != 0;
    events->begin(context, frame);
    if (frame->type != LF_H2_DATA && frame->len > PAYLOAD_MAX)
        reader->lost = true;
}

/* `count` octets of a DATA frame, of which `captured` are there. */
static void take_data(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                      const uint8_t *at, uint32_t count, uint32_t captured)
{
    uint32_t body = reader->left;

    if (reader->pad_due && count > 0) {
        reader->pad_due = false;
        reader->pad = captured > 0 ? *at : 0;
        reader->left--;
        count--;
        captured -= captured > 0 ? 1 : 0;
        body = reader->left;
    }
    body = body > reader->pad ? body - reader->pad : 0;
    reader->left -= count;
    if (MIN(count, body) > 0)
        events->body(context, &reader->frame, MIN(count, body), MIN(captured, body));
}

static void note_start(lf_h2_frame *frame, const lf_piece *piece, lf_pos pos)
{
    const lf_tls_record *sealed = piece->sealed;

    frame->left = pos;
    frame->first_frame = sealed == NULL ? piece->frame : sealed->first.frame;
    frame->first_ns = sealed == NULL ? piece->time_ns : sealed->first.time_ns;
}

static uint32_t read_header(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                            const lf_piece *piece, uint32_t at)
{
    uint32_t count = MIN(piece->captured - at, (uint32_t)HEADER_LEN - reader->header_len);

    if (reader->header_len == 0)
        note_start(&reader->frame, piece, piece->left + at);
    memcpy(reader->header + reader->header_len, piece->at + at, count);
    reader->header_len = (uint8_t)(reader->header_len + count);
    if (reader->header_len == HEADER_LEN)
        begin_frame(reader, events, context);
    return count;
}

static uint32_t read_payload(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                             const uint8_t *at, uint32_t len)
{
    uint32_t count = MIN(len, reader->left);

    if (reader->frame.type == LF_H2_DATA) {
        take_data(reader, events, context, at, count, count);
    } else {
        grow(reader, &reader->payload, at, count);
        reader->left -= count;
    }
    return count;
}

void lf_h2_reader_feed(lf_h2_reader *reader, const lf_h2_events *events, void *context,
                       const lf_piece *piece)
{
    uint32_t at = MIN(reader->preface, piece->captured);

    reader->preface -= at;
    while (at < piece->captured && !reader->lost) {
        if (reader->header_len < HEADER_LEN)
            at += read_header(reader, events, context, piece, at);
        else
            at += read_payload(reader, events, context, piece->at + at, piece->captured - at);
        if (reader->header_len < HEADER_LEN || reader->lost)
            continue;
        events->part(context, &reader->frame);
        if (reader->left == 0)
            end_frame(reader, events, context, piece->left + at);
    }
    if (piece->captured < piece->len)
        lf_h2_reader_gap(reader, events, context, piece->len - piece->captured);
}

/* Within DATA the capture only lacks octets of a body; anywhere else it lacks the way on. */
void lf_h2_reader_gap(lf_h2_reader *reader, const lf_h2_events *events, void *context, uint32_t len)
{
    if (reader->header_len < HEADER_LEN || reader->frame.type != LF_H2_DATA ||
        len >= reader->left) {
        reader->lost = true;
        return;
    }
    take_data(reader, events, context, NULL, len, 0);
}
