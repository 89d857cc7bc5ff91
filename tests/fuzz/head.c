/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any octets as the head of a message: what is read of it lies in it, and is the same each time.
 */
#include <glib.h>
#include <string.h>

#include "check.h"
#include "http/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_span(const char *at, uint32_t len, lf_span span)
{
    CHECK(span.at == NULL ? span.len == 0
                          : span.at >= at && span.len <= len && span.at + span.len <= at + len,
          "%u octets from elsewhere", span.len);
}

static void check_spans(const char *at, uint32_t len, const lf_http_head *head)
{
    const lf_span spans[] = {
        head->method,
        head->target,
        head->reason,
        head->host,
        head->upgrade,
        head->range,
        head->etag,
        head->content_range,
        head->last_modified,
        head->location,
        head->if_modified_since,
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(spans); i++)
        check_span(at, len, spans[i]);
    CHECK(head->etag_lines <= LF_ETAG_LINES, "%u lines", head->etag_lines);
    for (unsigned i = 0; i < head->etag_lines; i++)
        check_span(at, len, head->if_none_match[i]);
}

static void check_meaning(const lf_http_head *head)
{
    static const char *const methods[] = {"", "GET", "HEAD", "CONNECT"};

    for (unsigned i = 0; i < G_N_ELEMENTS(methods); i++) {
        lf_span method = {methods[i], (uint32_t)strlen(methods[i])};
        lf_http_framing framing = lf_http_framing_of(head, method);

        CHECK(framing <= LF_BODY_UNKNOWN, "%d", (int)framing);
        CHECK(framing != LF_BODY_LENGTH || head->has_length, "no length");
        CHECK(framing != LF_BODY_CHUNKED || head->chunked, "no chunks");
        CHECK(!head->request || framing != LF_BODY_CLOSE, "a request until the connection closes");
    }
    CHECK(!lf_http_persists(head) || !head->close, "goes on after Connection: close");
    CHECK(head->request ? head->status == 0 : head->method.len == 0, "both halves");
    for (unsigned i = 0; i < head->etag_lines; i++)
        lf_http_tag_listed(head->if_none_match[i], head->etag);
}

static void read_it(const char *at, uint32_t len)
{
    lf_http_start start = lf_http_start_of(at, len, false);
    lf_http_head head;
    lf_http_head again;

    CHECK(start <= LF_START_RESPONSE, "%d", (int)start);
    CHECK(!lf_http_begins_surely(at, len) || start != LF_START_NO, "surely, but not at all");
    lf_http_start_of(at, len, true);
    lf_http_is_simple(at, len);
    if (!lf_http_head_read(at, len, &head))
        return;
    check_spans(at, len, &head);
    check_meaning(&head);
    CHECK(lf_http_head_read(at, len, &again) && again.faults == head.faults &&
              again.length == head.length,
          "read again, it is another");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = (char *)g_memdup2(data, size);

    read_it(size == 0 ? "" : copy, (uint32_t)size);
    g_free(copy);
    return 0;
}
