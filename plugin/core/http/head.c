/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "head.h"

#include <stddef.h>
#include <string.h>

#define METHOD_MAX 32 /* no method is longer */

/* Whole words of RFC 9110 sections 9 and RFC 5789: enough to know an HTTP/0.9 request from noise.
 */
static const char *const simple_methods[] = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                             "CONNECT", "OPTIONS", "TRACE", "PATCH"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* What may stand around a value: a field folded over several lines (RFC 9112 section 5.2) has line
 * ends in it, which count as spaces. */
static bool is_space(char c)
{
    return is_blank(c) || c == '\r' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* RFC 9110 section 5.6.2: letters, digits and !#$%&'*+-.^_`|~, a bit each. */
static bool is_token_char(char c)
{
    static const uint64_t is_one[] = {UINT64_C(0x03ff6cfa00000000), UINT64_C(0x57ffffffc7fffffe)};
    unsigned char octet = (unsigned char)c;

    return octet < 128 && (is_one[octet / 64] >> octet % 64 & 1) != 0;
}

bool lf_span_is(lf_span span, const char *text)
{
    return span.len == strlen(text) && memcmp(span.at, text, span.len) == 0;
}

bool lf_span_is_nocase(lf_span span, const char *text)
{
    if (span.len != strlen(text))
        return false;
    for (uint32_t i = 0; i < span.len; i++) {
        if (lower(span.at[i]) != lower(text[i]))
            return false;
    }
    return true;
}

/* A line without its end; what stands in front of it is its own. */
static lf_span strip_end(lf_span line)
{
    while (line.len > 0 && is_space(line.at[line.len - 1]))
        line.len--;
    return line;
}

static lf_span trim(lf_span span)
{
    while (span.len > 0 && is_space(span.at[0])) {
        span.at++;
        span.len--;
    }
    return strip_end(span);
}

/* Takes the part of `rest` before `separator`, and the separator, off it. */
static lf_span take_until(lf_span *rest, char separator)
{
    const char *end = rest->len == 0 ? NULL : (const char *)memchr(rest->at, separator, rest->len);
    lf_span part = *rest;

    if (end == NULL) {
        *rest = (lf_span){rest->at + rest->len, 0};
        return part;
    }
    part.len = (uint32_t)(end - rest->at);
    rest->at = end + 1;
    rest->len -= part.len + 1;
    return part;
}

/* Decimal digits and nothing else, at most `most`. */
static bool read_number(lf_span digits, uint64_t most, uint64_t *number)
{
    uint64_t sum = 0;

    if (digits.len == 0)
        return false;
    for (uint32_t i = 0; i < digits.len; i++) {
        uint64_t digit = (uint64_t)(digits.at[i] - '0');

        if (!is_digit(digits.at[i]) || sum > (most - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *number = sum;
    return true;
}

static bool is_simple_method(lf_span method)
{
    for (unsigned i = 0; i < sizeof simple_methods / sizeof *simple_methods; i++) {
        if (lf_span_is(method, simple_methods[i]))
            return true;
    }
    return false;
}

/* Where nobody knows whether a message begins, half a word must not pass for a method. */
static bool is_common_method(lf_span method)
{
    static const char *const more[] = {"PROPFIND", "PROPPATCH", "MKCOL",  "COPY",
                                       "MOVE",     "LOCK",      "UNLOCK", "REPORT",
                                       "SEARCH",   "M-SEARCH",  "NOTIFY"};

    for (unsigned i = 0; i < sizeof more / sizeof *more; i++) {
        if (lf_span_is(method, more[i]))
            return true;
    }
    return is_simple_method(method);
}

/* "HTTP/1.1": section 2.3. 0: it is something else. Core takes any case, and so do servers. */
static uint8_t read_version(lf_span word)
{
    if (word.len != 8 || !lf_span_is_nocase((lf_span){word.at, 5}, "HTTP/") || word.at[6] != '.' ||
        !is_digit(word.at[5]) || !is_digit(word.at[7]) || word.at[5] == '0' || word.at[5] > '1')
        return 0;
    return word.at[7] == '0' ? 10 : 11; /* a later minor version is read as 1.1: section 2.5 */
}

static bool is_token(lf_span word)
{
    for (uint32_t i = 0; i < word.len; i++) {
        if (!is_token_char(word.at[i]))
            return false;
    }
    return word.len > 0;
}

static bool read_status_line(lf_span line, lf_http_head *head)
{
    lf_span rest = line;
    uint8_t version = read_version(take_until(&rest, ' '));
    lf_span digits = take_until(&rest, ' ');
    uint64_t status;

    if (version == 0 || digits.len != 3 || !read_number(digits, 999, &status) || status < 100)
        return false;
    head->version = version;
    head->status = (uint16_t)status;
    head->reason = trim(rest);
    return true;
}

/* "HTTP/1." is meant as a version, and servers answer it. */
static uint8_t read_any_version(lf_span word, lf_http_head *head)
{
    uint8_t version = read_version(word);

    if (version != 0 || word.len < 6 || word.len > 8 || word.at[5] != '1' ||
        !lf_span_is_nocase((lf_span){word.at, 5}, "HTTP/"))
        return version;
    head->faults |= LF_HTTP_BAD_VERSION;
    return 10;
}

/* A request line as far as it has come: a method, and behind it no control octet. What is refused
 * here stays refused, whatever follows. */
static bool may_be_request(lf_span line)
{
    lf_span rest = strip_end(line);
    lf_span method = take_until(&rest, ' ');

    if (!is_token(method) || method.len > METHOD_MAX)
        return false;
    for (uint32_t i = 0; i < rest.len; i++) {
        if ((unsigned char)rest.at[i] < ' ' && rest.at[i] != '\t')
            return false;
    }
    return true;
}

/* The target may, against section 3.2, hold spaces: the version is the last word. */
static bool read_request_line(lf_span line, lf_http_head *head)
{
    lf_span rest = line;
    lf_span method = take_until(&rest, ' ');
    uint32_t end = rest.len;

    if (!may_be_request(line) || rest.len == 0)
        return false;
    while (end > 0 && rest.at[end - 1] != ' ')
        end--;
    head->version = read_any_version((lf_span){rest.at + end, rest.len - end}, head);
    head->method = method;
    head->target = trim((lf_span){rest.at, end});
    head->request = true;
    if (head->target.len > 0 && memchr(head->target.at, ' ', head->target.len) != NULL)
        head->faults |= LF_HTTP_BAD_TARGET;
    return head->version != 0 && head->target.len > 0;
}

static bool read_simple_request(lf_span line, lf_http_head *head)
{
    lf_span rest = line;
    lf_span method = take_until(&rest, ' ');

    if (!may_be_request(line) || !is_simple_method(method) || rest.len == 0 || rest.at[0] != '/' ||
        memchr(rest.at, ' ', rest.len) != NULL)
        return false;
    *head = (lf_http_head){.request = true, .version = 9, .method = method, .target = rest};
    return true;
}

static bool read_start_line(lf_span line, lf_http_head *head)
{
    *head = (lf_http_head){0};
    return read_status_line(line, head) || read_request_line(line, head) ||
           read_simple_request(line, head);
}

/* No line ending yet: could it still become a start line? */
static lf_http_start judge_beginning(lf_span part)
{
    if (part.len >= 5 && lf_span_is_nocase((lf_span){part.at, 5}, "HTTP/"))
        return LF_START_MAYBE;
    return may_be_request(part) ? LF_START_MAYBE : LF_START_NO;
}

lf_http_start lf_http_start_of(const char *at, uint32_t len, bool simple)
{
    lf_span rest = {at, len};
    lf_http_head head;
    lf_span line;

    if (len == 0)
        return LF_START_MAYBE;
    if (memchr(at, '\n', len) == NULL)
        return judge_beginning(rest);
    line = strip_end(take_until(&rest, '\n'));
    if (!read_start_line(line, &head) || (head.version == 9 && !simple))
        return LF_START_NO;
    return head.request ? LF_START_REQUEST : LF_START_RESPONSE;
}

bool lf_http_begins_surely(const char *at, uint32_t len)
{
    lf_span rest = {at, len};
    lf_http_start start = lf_http_start_of(at, len, false);

    return start == LF_START_RESPONSE ||
           (start == LF_START_REQUEST && is_common_method(take_until(&rest, ' ')));
}

bool lf_http_is_simple(const char *at, uint32_t len)
{
    lf_span rest = {at, len};
    lf_span line = take_until(&rest, '\n');
    lf_http_head head;

    return line.len < len && rest.len == 0 && !read_status_line(strip_end(line), &head) &&
           !read_request_line(strip_end(line), &head) &&
           read_simple_request(strip_end(line), &head);
}

static void take_connection(lf_http_head *head, lf_span value)
{
    while (value.len > 0) {
        lf_span option = trim(take_until(&value, ','));

        head->close = head->close || lf_span_is_nocase(option, "close");
        head->keep_alive = head->keep_alive || lf_span_is_nocase(option, "keep-alive");
    }
}

/* Section 6.3: "5, 5" is one length said twice, two different ones are an error. */
static void take_length(lf_http_head *head, lf_span value)
{
    do {
        lf_span digits = trim(take_until(&value, ','));
        uint64_t length;

        if (digits.len == 0 && head->has_length)
            continue;
        if (!read_number(digits, INT64_MAX, &length) ||
            (head->has_length && head->length != length)) {
            head->faults |= LF_HTTP_BAD_LENGTH;
            return;
        }
        head->has_length = true;
        head->length = length;
    } while (value.len > 0);
}

static void take_coding(lf_http_head *head, lf_span value)
{
    head->coded = true;
    while (value.len > 0) {
        lf_span coding = trim(take_until(&value, ','));

        if (coding.len > 0) /* RFC 9110 section 5.6.1.2: empty elements are ignored */
            head->chunked = lf_span_is_nocase(coding, "chunked");
    }
}

static void take_keep_alive(lf_http_head *head, lf_span value)
{
    while (value.len > 0) {
        lf_span parameter = trim(take_until(&value, ','));
        lf_span name = trim(take_until(&parameter, '='));
        uint64_t number;

        if (!read_number(trim(parameter), UINT32_MAX, &number))
            continue;
        if (lf_span_is_nocase(name, "timeout")) {
            head->has_timeout = true;
            head->timeout = (uint32_t)number;
        }
    }
}

static void take_expect(lf_http_head *head, lf_span value)
{
    head->expects_continue = lf_span_is_nocase(value, "100-continue");
}

/* RFC 9110 section 5.3: several lines are one list. */
static void take_etags(lf_http_head *head, lf_span value)
{
    if (head->etag_lines < LF_ETAG_LINES)
        head->if_none_match[head->etag_lines++] = value;
}

/* A field is either kept as it is, at an offset, or taken apart. */
#define FIELD(name) name, sizeof name - 1
static const struct {
    const char *name;
    uint32_t len;
    void (*take)(lf_http_head *head, lf_span value);
    size_t offset;
} known_fields[] = {
    {FIELD("Connection"), take_connection, 0},
    {FIELD("Content-Length"), take_length, 0},
    {FIELD("Content-Range"), NULL, offsetof(lf_http_head, content_range)},
    {FIELD("ETag"), NULL, offsetof(lf_http_head, etag)},
    {FIELD("Expect"), take_expect, 0},
    {FIELD("Host"), NULL, offsetof(lf_http_head, host)},
    {FIELD("If-Modified-Since"), NULL, offsetof(lf_http_head, if_modified_since)},
    {FIELD("If-None-Match"), take_etags, 0},
    {FIELD("Keep-Alive"), take_keep_alive, 0},
    {FIELD("Last-Modified"), NULL, offsetof(lf_http_head, last_modified)},
    {FIELD("Location"), NULL, offsetof(lf_http_head, location)},
    {FIELD("Range"), NULL, offsetof(lf_http_head, range)},
    {FIELD("Transfer-Encoding"), take_coding, 0},
    {FIELD("Upgrade"), NULL, offsetof(lf_http_head, upgrade)},
};
#undef FIELD

static void take_field(lf_http_head *head, lf_span name, lf_span value)
{
    for (unsigned i = 0; i < sizeof known_fields / sizeof *known_fields; i++) {
        lf_span *kept = (lf_span *)((char *)head + known_fields[i].offset);

        if (name.len != known_fields[i].len || !lf_span_is_nocase(name, known_fields[i].name))
            continue;
        if (known_fields[i].take != NULL)
            known_fields[i].take(head, value);
        else if (kept->at == NULL)
            *kept = value;
        return;
    }
}

static void read_line(lf_http_head *head, lf_span line)
{
    lf_span value = line;
    lf_span name;

    name = take_until(&value, ':');
    if (name.len == line.len || !is_token(name)) {
        head->faults |= LF_HTTP_BAD_LINE;
        return;
    }
    take_field(head, name, trim(value));
}

/* With the lines that go on with it. */
static lf_span take_field_line(lf_span *rest, lf_http_head *head)
{
    lf_span line = take_until(rest, '\n');

    while (line.len > 0 && rest->len > 0 && is_blank(rest->at[0])) {
        lf_span more = take_until(rest, '\n');

        line.len = (uint32_t)(more.at + more.len - line.at);
        head->faults |= LF_HTTP_FOLDED;
    }
    return strip_end(line);
}

bool lf_http_head_read(const char *at, uint32_t len, lf_http_head *head)
{
    lf_span rest = {at, len};

    if (!read_start_line(strip_end(take_until(&rest, '\n')), head))
        return false;
    while (rest.len > 0) {
        lf_span line = take_field_line(&rest, head);

        if (line.len > 0)
            read_line(head, line);
    }
    if (head->coded && head->has_length)
        head->faults |= LF_HTTP_TWO_LENGTHS;
    if (head->request && head->version == 11 && head->host.at == NULL)
        head->faults |= LF_HTTP_NO_HOST;
    if (head->request && head->coded && !head->chunked)
        head->faults |= LF_HTTP_CODING_UNKNOWN;
    return true;
}

static bool is_tunnel(const lf_http_head *head, lf_span method)
{
    if (head->status == 101)
        return true;
    return head->status / 100 == 2 && lf_span_is(method, "CONNECT");
}

lf_http_framing lf_http_framing_of(const lf_http_head *head, lf_span method)
{
    if (!head->request && is_tunnel(head, method))
        return LF_BODY_TUNNEL;
    if (!head->request && (head->status / 100 == 1 || head->status == 204 || head->status == 304 ||
                           lf_span_is(method, "HEAD")))
        return LF_BODY_NONE;
    if (head->coded && head->chunked)
        return LF_BODY_CHUNKED;
    if (head->coded)
        return head->request ? LF_BODY_UNKNOWN : LF_BODY_CLOSE;
    if ((head->faults & LF_HTTP_BAD_LENGTH) != 0)
        return head->request ? LF_BODY_UNKNOWN : LF_BODY_CLOSE;
    if (head->has_length)
        return head->length > 0 ? LF_BODY_LENGTH : LF_BODY_NONE;
    return head->request ? LF_BODY_NONE : LF_BODY_CLOSE;
}

bool lf_http_persists(const lf_http_head *head)
{
    if (head->close)
        return false;
    if (head->coded && (head->version < 11 || (head->request && head->has_length)))
        return false; /* section 6.1: faulty framing */
    return head->version >= 11 || (head->version == 10 && head->keep_alive);
}

static lf_span without_weakness(lf_span tag)
{
    if (tag.len >= 2 && tag.at[0] == 'W' && tag.at[1] == '/')
        return (lf_span){tag.at + 2, tag.len - 2};
    return tag;
}

/* Takes the first element of a list of entity tags off; commas within quotes are the tag's own (RFC
 * 9110 section 8.8.3). */
static lf_span take_tag(lf_span *rest)
{
    lf_span tag = *rest;
    bool quoted = false;
    uint32_t at = 0;

    while (at < rest->len && (quoted || rest->at[at] != ',')) {
        quoted ^= rest->at[at] == '"';
        at++;
    }
    tag.len = at;
    at += at < rest->len ? 1 : 0;
    rest->at += at;
    rest->len -= at;
    return trim(tag);
}

bool lf_http_tag_listed(lf_span tags, lf_span etag)
{
    lf_span wanted = without_weakness(etag);

    if (lf_span_is(trim(tags), "*"))
        return true;
    while (tags.len > 0 && wanted.len > 0) {
        lf_span tag = without_weakness(take_tag(&tags));

        if (tag.len == wanted.len && memcmp(tag.at, wanted.at, tag.len) == 0)
            return true;
    }
    return false;
}
