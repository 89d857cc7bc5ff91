/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parser.h"

#include <string.h>

enum {
    START, /* between messages */
    HEAD,
    BODY_LENGTH,
    BODY_MAYBE, /* a length was announced, but perhaps to a HEAD */
    BODY_CLOSE,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER,
    TUNNEL,
    ANYWHERE, /* nobody knows where the next message begins */
};

#define LINE_MAX_LEN                                                                               \
    (16u << 10) /* of a chunk's size with its extensions, or of a trailer's line                   \
                 */

/* One call of lf_parser_feed on its way. */
typedef struct lf_feed {
    lf_parser *parser;
    const lf_parser_sink *sink;
    const char *at;
    uint32_t len; /* captured octets that are still to be read */
    lf_pos pos;   /* of `at` */
} lf_feed;

static void drop_block(lf_parser *parser, const lf_parser_sink *sink)
{
    wmem_free(sink->scope, parser->block);
    parser->block = NULL;
    parser->block_len = parser->block_room = 0;
}

static void advance(lf_feed *feed, uint32_t count)
{
    feed->at += count;
    feed->len -= count;
    feed->pos += count;
}

static void keep_octets(lf_feed *feed, uint32_t count)
{
    lf_parser *p = feed->parser;

    if (p->block_len + count > p->block_room) {
        p->block_room = MAX(512u, 2 * (p->block_len + count));
        p->block = (char *)wmem_realloc(feed->sink->scope, p->block, p->block_room);
    }
    memcpy(p->block + p->block_len, feed->at, count);
    p->block_len += count;
    advance(feed, count);
}

static void say_begin(lf_feed *feed)
{
    feed->parser->in_message = true;
    feed->parser->noisy = false;
    feed->sink->events->begin(feed->sink->context, feed->pos);
}

static void say_done(lf_feed *feed)
{
    feed->parser->state = START;
    feed->parser->in_message = false;
    feed->sink->events->done(feed->sink->context, feed->pos);
}

static void break_off(lf_parser *parser, const lf_parser_sink *sink, lf_pos pos, uint16_t faults)
{
    drop_block(parser, sink);
    parser->state = ANYWHERE;
    parser->no_start = faults == LF_HTTP_NOT_HTTP;
    if (!parser->in_message)
        return;
    parser->in_message = false;
    sink->events->broken(sink->context, pos, faults);
}

static void say_broken(lf_feed *feed, uint16_t faults)
{
    break_off(feed->parser, feed->sink, feed->pos, faults);
}

static void begin_body(lf_feed *feed, lf_http_framing framing, uint64_t length)
{
    lf_parser *p = feed->parser;

    switch (framing) {
    case LF_BODY_NONE:
        say_done(feed);
        return;
    case LF_BODY_LENGTH:
    case LF_BODY_MAYBE:
        p->state = framing == LF_BODY_LENGTH ? BODY_LENGTH : BODY_MAYBE;
        p->left = length;
        return;
    case LF_BODY_CHUNKED:
        p->state = CHUNK_SIZE;
        return;
    case LF_BODY_CLOSE:
        p->state = BODY_CLOSE;
        return;
    case LF_BODY_TUNNEL:
        say_done(feed);
        p->state = TUNNEL;
        return;
    case LF_BODY_UNKNOWN:
        say_done(feed);
        p->state = ANYWHERE;
        p->noisy = true;
        return;
    }
}

static void say_noise(lf_feed *feed)
{
    lf_parser *p = feed->parser;

    p->state = ANYWHERE;
    if (!p->noisy && feed->sink->events->noise(feed->sink->context, feed->pos)) {
        const lf_http_head none = {.version = 9};

        say_begin(feed);
        begin_body(feed, feed->sink->events->head(feed->sink->context, &none), 0);
        return;
    }
    p->noisy = p->state != TUNNEL;
}

static void read_block(lf_feed *feed, const char *at, uint32_t len)
{
    lf_http_head head;

    if (!lf_http_head_read(at, len, &head)) {
        say_broken(feed, LF_HTTP_NOT_HTTP);
        return;
    }
    begin_body(feed, feed->sink->events->head(feed->sink->context, &head), head.length);
}

/* The empty line, alone or with CR (RFC 9112 section 2.2). Returns how many octets of `at` there
 * are up to its end; 0: it has not come. `before` octets stand in front of `at`, already kept. */
static uint32_t find_end(const lf_parser *p, const char *at, uint32_t len)
{
    uint32_t before = 0; /* octets of the line so far that are kept */

    while (before < p->block_len && p->block[p->block_len - 1 - before] != '\n')
        before++;
    if (p->block_len == before)
        before += 2; /* the start line: it is not empty, whatever comes */
    for (uint32_t i = 0; i < len;) {
        const char *newline = (const char *)memchr(at + i, '\n', len - i);
        uint32_t count;

        if (newline == NULL)
            return 0;
        count = before + (uint32_t)(newline - (at + i));
        i = (uint32_t)(newline - at) + 1;
        if (count == 0 || (count == 1 && (i > 1 ? at[i - 2] : p->block[p->block_len - 1]) == '\r'))
            return i;
        before = 0;
    }
    return 0;
}

static void read_head(lf_feed *feed)
{
    lf_parser *p = feed->parser;
    uint32_t end = find_end(p, feed->at, feed->len);

    if (p->block_len + (end > 0 ? end : feed->len) > LF_HEAD_MAX) {
        bool whole = p->block_len == 0;

        say_broken(feed, LF_HTTP_TOO_LONG);
        if (whole) /* otherwise it would be taken for a head again, and again */
            advance(feed, feed->len);
        return;
    }
    if (end == 0 && p->block_len == 0 && lf_http_is_simple(feed->at, feed->len))
        end = feed->len;
    if (end > 0 && p->block_len == 0) {
        const char *at = feed->at;

        advance(feed, end);
        read_block(feed, at, end);
        return;
    }
    keep_octets(feed, end > 0 ? end : feed->len);
    if (end == 0 && !lf_http_is_simple(p->block, p->block_len))
        return;
    read_block(feed, p->block, p->block_len);
    drop_block(p, feed->sink);
}

/* RFC 9112 section 2.2: an empty line in front of a message is ignored. */
static void skip_empty_lines(lf_feed *feed)
{
    while (feed->len > 0 && (*feed->at == '\r' || *feed->at == '\n'))
        advance(feed, 1);
}

static void read_start(lf_feed *feed)
{
    lf_http_start start;

    skip_empty_lines(feed);
    if (feed->len == 0)
        return;
    start = lf_http_start_of(feed->at, feed->len, true);
    if (start == LF_START_NO) {
        say_noise(feed);
        return;
    }
    say_begin(feed);
    feed->parser->state = HEAD;
}

/* The first line may have come in parts: once it is whole, is it a start line? */
static bool check_line(lf_feed *feed)
{
    const lf_parser *p = feed->parser;

    if (p->block_len == 0 || p->block_len > LINE_MAX_LEN)
        return true;
    return lf_http_start_of(p->block, p->block_len, true) != LF_START_NO;
}

static void read_anywhere(lf_feed *feed)
{
    if (lf_http_begins_surely(feed->at, feed->len)) {
        feed->parser->state = START;
        return;
    }
    advance(feed, feed->len);
}

static void read_maybe(lf_feed *feed)
{
    static const char version[] = "HTTP/1.";

    /* Even a part of it is no body's beginning. */
    if (memcmp(feed->at, version, MIN(feed->len, sizeof version - 1)) == 0)
        say_done(feed);
    else
        feed->parser->state = BODY_LENGTH;
}

static void read_counted(lf_feed *feed)
{
    lf_parser *p = feed->parser;
    uint32_t count = (uint32_t)MIN(p->left, feed->len);

    p->left -= count;
    advance(feed, count);
    feed->sink->events->body(feed->sink->context, count, count);
    if (p->left > 0)
        return;
    if (p->state == CHUNK_DATA)
        p->state = CHUNK_END;
    else
        say_done(feed);
}

static void read_rest(lf_feed *feed)
{
    uint32_t count = feed->len;

    advance(feed, count);
    feed->sink->events->body(feed->sink->context, count, count);
}

static void read_tunnel(lf_feed *feed)
{
    feed->sink->events->tunnel(feed->sink->context, feed->pos);
    advance(feed, feed->len);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 9112 section 7.1: hexadecimal digits, then blanks or an extension behind a semicolon. */
static bool read_chunk_size(const char *line, uint32_t len, uint64_t *size)
{
    uint32_t at = 0;

    *size = 0;
    for (; at < len && digit_of(line[at]) >= 0; at++) {
        if (*size >> 58 != 0)
            return false;
        *size = *size << 4 | (uint64_t)digit_of(line[at]);
    }
    if (at == 0)
        return false;
    while (at < len && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at == len || line[at] == ';' || (line[at] == '\r' && at + 1 == len);
}

static void take_line(lf_feed *feed, const char *line, uint32_t len)
{
    lf_parser *p = feed->parser;
    bool empty = len == 0 || (len == 1 && line[0] == '\r');
    uint64_t size;

    if (p->state == CHUNK_END) {
        if (empty)
            p->state = CHUNK_SIZE;
        else
            say_broken(feed, LF_HTTP_BAD_CHUNK);
        return;
    }
    if (p->state == TRAILER) {
        if (empty)
            say_done(feed);
        return;
    }
    if (!read_chunk_size(line, len, &size)) {
        say_broken(feed, LF_HTTP_BAD_CHUNK);
        return;
    }
    p->left = size;
    p->state = size == 0 ? TRAILER : CHUNK_DATA;
}

static void read_line(lf_feed *feed)
{
    lf_parser *p = feed->parser;
    const char *newline = (const char *)memchr(feed->at, '\n', feed->len);
    uint32_t count = newline == NULL ? feed->len : (uint32_t)(newline - feed->at) + 1;

    if (p->block_len + count > LINE_MAX_LEN) {
        say_broken(feed, LF_HTTP_BAD_CHUNK);
        return;
    }
    if (newline != NULL && p->block_len == 0) {
        const char *line = feed->at;

        advance(feed, count);
        take_line(feed, line, count - 1);
        return;
    }
    keep_octets(feed, count);
    if (newline == NULL)
        return;
    take_line(feed, p->block, p->block_len - 1);
    drop_block(p, feed->sink);
}

/* Whether the first line of the head that is kept is whole. */
static bool has_line(const lf_parser *p)
{
    return memchr(p->block, '\n', p->block_len) != NULL;
}

static void read_some(lf_feed *feed)
{
    static void (*const readers[])(lf_feed * feed) = {
        [START] = read_start,        [HEAD] = read_head,         [BODY_LENGTH] = read_counted,
        [BODY_MAYBE] = read_maybe,   [BODY_CLOSE] = read_rest,   [CHUNK_SIZE] = read_line,
        [CHUNK_DATA] = read_counted, [CHUNK_END] = read_line,    [TRAILER] = read_line,
        [TUNNEL] = read_tunnel,      [ANYWHERE] = read_anywhere,
    };

    lf_parser *p = feed->parser;
    lf_feed before = *feed;
    bool joined = p->state == HEAD && p->block_len > 0 && !has_line(p);

    p->no_start = false;
    readers[p->state](feed);
    if (p->state == HEAD && !check_line(feed))
        say_broken(feed, LF_HTTP_NOT_HTTP);
    if (joined && p->no_start)
        *feed = before; /* what was kept is noise; with this a message may begin */
}

void lf_parser_feed(lf_parser *parser, const lf_parser_sink *sink, const lf_parser_input *input)
{
    lf_feed feed = {parser, sink, (const char *)input->at, input->captured, input->left};

    while (feed.len > 0)
        read_some(&feed);
    if (input->captured < input->len)
        lf_parser_gap(parser, sink, feed.pos, input->len - input->captured);
}

/* How many octets may be missing without the framing being lost. */
static uint64_t gap_allowed(const lf_parser *parser)
{
    switch (parser->state) {
    case BODY_LENGTH:
    case BODY_MAYBE:
    case CHUNK_DATA:
        return parser->left;
    case BODY_CLOSE:
    case TUNNEL:
    case ANYWHERE:
        return UINT64_MAX;
    default:
        return 0;
    }
}

void lf_parser_gap(lf_parser *parser, const lf_parser_sink *sink, lf_pos left, uint32_t len)
{
    lf_feed feed = {parser, sink, NULL, 0, left + len};

    if (len > gap_allowed(parser)) {
        break_off(parser, sink, left, 0);
        return;
    }
    if (parser->state == TUNNEL || parser->state == ANYWHERE)
        return;
    sink->events->body(sink->context, len, 0);
    if (parser->state == BODY_CLOSE)
        return;
    parser->left -= len;
    if (parser->left > 0)
        return;
    if (parser->state == CHUNK_DATA)
        parser->state = CHUNK_END;
    else
        say_done(&feed);
}

void lf_parser_end(lf_parser *parser, const lf_parser_sink *sink, lf_pos pos, bool cleanly)
{
    lf_feed feed = {parser, sink, NULL, 0, pos};

    if (!parser->in_message)
        return;
    if (parser->state == BODY_MAYBE || (parser->state == BODY_CLOSE && cleanly))
        say_done(&feed);
    else
        break_off(parser, sink, pos, 0);
}

bool lf_parser_is_undecided(const lf_parser *parser)
{
    return parser->state == BODY_MAYBE;
}

bool lf_parser_is_sure(const lf_parser *parser)
{
    return parser->state != ANYWHERE;
}

void lf_parser_start_anywhere(lf_parser *parser)
{
    parser->state = ANYWHERE;
    parser->noisy = true; /* nobody promised a message here */
}

void lf_parser_start_tunnel(lf_parser *parser)
{
    parser->state = TUNNEL;
    parser->in_message = false;
}

void lf_parser_clear(lf_parser *parser, const lf_parser_sink *sink)
{
    drop_block(parser, sink);
    *parser = (lf_parser){0};
}
