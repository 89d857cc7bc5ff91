/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What heads promise and what they mean together: RFC 9110 sections 13 to 15, RFC 9112 section 9.3.
 */
#include "connection.h"

#include <string.h>

static const struct {
    lf_http_fault fault;
    uint32_t anomaly;
} fault_anomalies[] = {
    {LF_HTTP_BAD_VERSION, LF_HA_BIT(BAD_VERSION)},
    {LF_HTTP_BAD_TARGET, LF_HA_BIT(BAD_TARGET)},
    {LF_HTTP_BAD_LINE, LF_HA_BIT(BAD_HEADER)},
    {LF_HTTP_FOLDED, LF_HA_BIT(FOLDED_HEADER)},
    {LF_HTTP_BAD_LENGTH, LF_HA_BIT(BAD_LENGTH)},
    {LF_HTTP_TWO_LENGTHS, LF_HA_BIT(TWO_LENGTHS)},
    {LF_HTTP_NO_HOST, LF_HA_BIT(NO_HOST)},
    {LF_HTTP_BAD_CHUNK, LF_HA_BIT(BAD_CHUNK)},
    {LF_HTTP_TOO_LONG, LF_HA_BIT(HEAD_TOO_LONG)},
    {LF_HTTP_NOT_HTTP, LF_HA_BIT(NOT_HTTP)},
    {LF_HTTP_CODING_UNKNOWN, LF_HA_BIT(UNKNOWN_CODING)},
};

uint32_t lf_meaning_of_faults(uint16_t faults)
{
    uint32_t anomalies = 0;

    for (unsigned i = 0; i < sizeof fault_anomalies / sizeof *fault_anomalies; i++) {
        if ((faults & fault_anomalies[i].fault) != 0)
            anomalies |= fault_anomalies[i].anomaly;
    }
    return anomalies;
}

static void expect_body(lf_message *m, const lf_http_head *head, lf_http_framing framing)
{
    switch (framing) {
    case LF_BODY_NONE:
        m->marks |= LF_MARK_EXPECTED | LF_MARK_BODY;
        return;
    case LF_BODY_LENGTH:
    case LF_BODY_MAYBE:
        m->marks |= LF_MARK_EXPECTED | LF_MARK_BODY;
        m->expected = head->length;
        return;
    case LF_BODY_CHUNKED:
        m->marks |= LF_MARK_BODY | LF_MARK_CHUNKED;
        return;
    case LF_BODY_CLOSE:
        m->marks |= LF_MARK_BODY | LF_MARK_UNTIL_CLOSE;
        return;
    case LF_BODY_TUNNEL:
    case LF_BODY_UNKNOWN:
        return;
    }
}

static void take_announcements(lf_message *m, const lf_http_head *head)
{
    m->version = head->version;
    m->anomalies |= lf_meaning_of_faults(head->faults);
    if (!head->has_timeout)
        return;
    m->marks |= LF_MARK_TIMEOUT;
    m->timeout = head->timeout;
}

lf_http_framing lf_meaning_of_request(lf_http *http, lf_message *m, const lf_http_head *head)
{
    lf_http_framing framing = lf_http_framing_of(head, head->method);

    m->phase = LF_HP_REQUEST;
    m->persistence = lf_http_persists(head) ? LF_PERSIST_KEEP_ALIVE : LF_PERSIST_CLOSE;
    m->method = lf_store_word(&http->store, head->method);
    m->target = lf_store_text(&http->store, head->target);
    m->host = lf_store_word(&http->store, head->host);
    if (head->etag_lines > 0 || head->if_modified_since.at != NULL)
        m->marks |= LF_MARK_CONDITIONAL;
    if (head->expects_continue)
        m->marks |= LF_MARK_EXPECTS;
    take_announcements(m, head);
    expect_body(m, head, framing);
    return framing;
}

static lf_http_outcome outcome_of(uint16_t status)
{
    static const lf_http_outcome by_class[10] = {
        [2] = LF_OUT_OK,
        [3] = LF_OUT_REDIRECT,
        [4] = LF_OUT_CLIENT_ERROR,
        [5] = LF_OUT_SERVER_ERROR,
    };

    if (status == 101)
        return LF_OUT_SWITCHING;
    if (status == 206)
        return LF_OUT_PARTIAL;
    return status == 304 ? LF_OUT_NOT_MODIFIED : by_class[status / 100];
}

/* RFC 9110 section 13.1.3: If-Modified-Since counts only where there is no If-None-Match. Servers
 * compare the date as text or as time; equal texts are what is seen, and the 304 says the rest. */
static void judge_not_modified(lf_message *m, const lf_http_head *head, const lf_awaiting *request)
{
    if (request->etags.at != NULL && head->etag.len == 0) {
        m->validator = LF_VALID_ETAG_ALONE;
    } else if (request->etags.at != NULL) {
        m->validator = LF_VALID_ETAG;
        if (!lf_http_tag_listed(request->etags, head->etag)) {
            m->validator = LF_VALID_NONE;
            m->anomalies |= LF_HA_BIT(VALIDATOR_MISMATCH);
        }
    } else if (request->since.at != NULL) {
        bool same = head->last_modified.len == request->since.len && request->since.len > 0 &&
                    memcmp(head->last_modified.at, request->since.at, request->since.len) == 0;

        m->validator = same ? LF_VALID_MODIFIED : LF_VALID_MODIFIED_ALONE;
    } else {
        m->anomalies |= LF_HA_BIT(UNASKED_NOT_MODIFIED);
    }
}

static lf_span validator_text(const lf_message *m, const lf_http_head *head,
                              const lf_awaiting *request)
{
    switch (m->validator) {
    case LF_VALID_ETAG:
        return head->etag;
    case LF_VALID_ETAG_ALONE:
        return request->etags;
    case LF_VALID_MODIFIED:
    case LF_VALID_MODIFIED_ALONE:
        return request->since;
    default:
        return (lf_span){NULL, 0};
    }
}

static bool read_u64(lf_span *text, uint64_t *number)
{
    uint32_t digits = 0;

    *number = 0;
    while (digits < text->len && digits < 18 && text->at[digits] >= '0' && text->at[digits] <= '9')
        *number = *number * 10 + (uint64_t)(text->at[digits++] - '0');
    text->at += digits;
    text->len -= digits;
    return digits > 0;
}

static bool take_char(lf_span *text, char c)
{
    if (text->len == 0 || *text->at != c)
        return false;
    text->at++;
    text->len--;
    return true;
}

/* "bytes 0-499/1234", RFC 9110 section 14.4: how many octets that are; 0: it cannot be. */
static bool read_range(lf_span text, uint64_t *octets)
{
    uint64_t from;
    uint64_t to;
    uint64_t whole;

    if (text.len < 6 || !lf_span_is_nocase((lf_span){text.at, 6}, "bytes "))
        return false;
    text.at += 6;
    text.len -= 6;
    if (!read_u64(&text, &from) || !take_char(&text, '-') || !read_u64(&text, &to))
        return false;
    *octets = to < from ? 0 : to - from + 1;
    if (take_char(&text, '/') && read_u64(&text, &whole) && whole <= to)
        *octets = 0;
    return true;
}

static void judge_partial(lf_message *m, const lf_http_head *head, const lf_awaiting *request)
{
    uint64_t octets;

    if (request != NULL && !request->has_range)
        m->anomalies |= LF_HA_BIT(UNASKED_PARTIAL);
    if (!read_range(head->content_range, &octets))
        return;
    if (octets == 0 || ((m->marks & LF_MARK_EXPECTED) != 0 && (m->marks & LF_MARK_TO_HEAD) == 0 &&
                        octets != m->expected))
        m->anomalies |= LF_HA_BIT(RANGE_MISMATCH);
}

/* What the sentence about this status speaks of. */
static lf_span detail_of(const lf_message *m, const lf_http_head *head, const lf_awaiting *request)
{
    switch (m->outcome) {
    case LF_OUT_NOT_MODIFIED:
        return request == NULL ? (lf_span){NULL, 0} : validator_text(m, head, request);
    case LF_OUT_PARTIAL:
        return head->content_range;
    case LF_OUT_REDIRECT:
        return head->location;
    case LF_OUT_SWITCHING:
        return head->upgrade;
    default:
        return (lf_span){NULL, 0};
    }
}

/* RFC 9112 section 9.3, for both messages of the exchange. */
static lf_http_persistence persistence_of(const lf_message *m, const lf_http_head *head,
                                          lf_http_framing framing, const lf_awaiting *request)
{
    if (framing == LF_BODY_TUNNEL)
        return LF_PERSIST_UPGRADE;
    if (m->phase == LF_HP_INTERIM)
        return LF_PERSIST_KEEP_ALIVE;
    if (framing == LF_BODY_CLOSE || !lf_http_persists(head) || (request != NULL && request->closes))
        return LF_PERSIST_CLOSE;
    return LF_PERSIST_KEEP_ALIVE;
}

static lf_http_framing response_framing(const lf_http_head *head, const lf_awaiting *request)
{
    const char *method = request == NULL       ? ""
                         : request->is_head    ? "HEAD"
                         : request->is_connect ? "CONNECT"
                                               : "";
    lf_http_framing framing = lf_http_framing_of(head, (lf_span){method, (uint32_t)strlen(method)});

    return framing == LF_BODY_LENGTH && request == NULL ? LF_BODY_MAYBE : framing;
}

lf_http_framing lf_meaning_of_response(lf_http *http, lf_message *m, const lf_http_head *head,
                                       const lf_awaiting *request)
{
    lf_http_framing framing = response_framing(head, request);

    m->phase = head->status / 100 == 1 ? LF_HP_INTERIM : LF_HP_RESPONSE;
    m->status = head->status;
    m->outcome = (uint8_t)outcome_of(head->status);
    m->persistence = (uint8_t)persistence_of(m, head, framing, request);
    m->method = lf_store_word(&http->store, head->reason);
    if (request != NULL && request->is_head)
        m->marks |= LF_MARK_TO_HEAD;
    take_announcements(m, head);
    expect_body(m, head, framing);
    if (m->outcome == LF_OUT_NOT_MODIFIED && request != NULL)
        judge_not_modified(m, head, request);
    if (m->outcome == LF_OUT_PARTIAL)
        judge_partial(m, head, request);
    m->target = lf_store_text(&http->store, detail_of(m, head, request));
    return framing;
}
