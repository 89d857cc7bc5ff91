/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gather.h"

#include <epan/to_str.h>

#include "../epan/prefs.h"
#include "../epan/tapped.h"

/* The years that an int64_t of nanoseconds since 1970 reaches to. */
#define SECONDS_MAX (INT64_MAX / 1000000000 - 1)

static void note_start(lf_report *report, const packet_info *pinfo, const lf_segment *segment)
{
    nstime_t start;

    if (report->start_ns != LF_NO_TIME)
        return;
    nstime_delta(&start, &pinfo->abs_ts, &pinfo->rel_ts);
    report->start_ns =
        CLAMP((int64_t)start.secs, -SECONDS_MAX, SECONDS_MAX) * 1000000000 + start.nsecs;
    report->zero_ns = segment->time_ns - lf_source_ns(&pinfo->rel_ts);
}

static lf_report *report_of(lf_gather *gather, const lf_session *session)
{
    lf_report_source source = {
        .tracker = session->tracker,
        .keep = session->keep,
        .http = session->http,
        .page = session->page,
        .language = session->language,
    };

    if (gather->report == NULL)
        gather->report = lf_report_new(&source);
    gather->report->filtered = gather->filtered;
    return gather->report;
}

void lf_gather_add(lf_gather *gather, packet_info *pinfo, const void *data)
{
    const lf_tapped *tapped = (const lf_tapped *)data;
    lf_report *report = report_of(gather, tapped->session);
    lf_report_input input = {
        .stream = tapped->stream,
        .record = tapped->record,
        .frame = pinfo->num,
        .frame_octets = pinfo->fd->pkt_len,
        .cut = pinfo->fd->cap_len < pinfo->fd->pkt_len,
        .segment = &tapped->header->segment,
        .verdict = &tapped->verdict,
    };

    note_start(report, pinfo, input.segment);
    input.time_ns = input.segment->time_ns - report->zero_ns;
    if (!lf_report_knows(report, tapped->stream)) {
        input.address[0] = address_to_str(pinfo->pool, &tapped->header->src);
        input.address[1] = address_to_str(pinfo->pool, &tapped->header->dst);
    }
    lf_report_add(report, &input);
    if (gather->by_stream && tapped->stream == gather->stream)
        lf_report_want(report, tapped->stream);
}

/* Gets what passes the filter, and only that. */
static tap_packet_status want(void *owner, packet_info *pinfo, epan_dissect_t *edt,
                              const void *data, tap_flags_t flags)
{
    const lf_tapped *tapped = (const lf_tapped *)data;

    (void)pinfo;
    (void)edt;
    (void)flags;
    lf_report_want(report_of((lf_gather *)owner, tapped->session), tapped->stream);
    return TAP_PACKET_DONT_REDRAW;
}

/* A filter like any other makes Wireshark build a tree for each frame; the commonest one is
 * answered without. */
static bool names_stream(const char *filter, uint32_t *stream)
{
    static const char pattern[] = "^\\s*(?:tcp|labflow)\\.stream\\s*(?:==|eq)\\s*(\\d{1,9})\\s*$";
    GRegex *regex = g_regex_new(pattern, (GRegexCompileFlags)0, (GRegexMatchFlags)0, NULL);
    GMatchInfo *match;
    char *digits;
    bool found = g_regex_match(regex, filter, (GRegexMatchFlags)0, &match);

    if (found) {
        digits = g_match_info_fetch(match, 1);
        *stream = (uint32_t)g_ascii_strtoull(digits, NULL, 10);
        g_free(digits);
    }
    g_match_info_free(match);
    g_regex_unref(regex);
    return found;
}

GString *lf_gather_listen(lf_gather *gather, void *owner, const char *filter, tap_packet_cb packet,
                          tap_reset_cb reset, tap_draw_cb draw, tap_finish_cb finish)
{
    GString *wrong;

    *gather = (lf_gather){.filtered = filter != NULL && filter[0] != '\0'};
    gather->by_stream = gather->filtered && names_stream(filter, &gather->stream);
    if (gather->filtered && !gather->by_stream) {
        wrong = register_tap_listener(LF_TAP, gather, filter, TL_REQUIRES_NOTHING, NULL, want, NULL,
                                      NULL);
        if (wrong != NULL)
            return wrong;
    }
    return register_tap_listener(LF_TAP, owner, NULL, TL_REQUIRES_NOTHING, reset, packet, draw,
                                 finish);
}

const lf_report *lf_gather_finish(lf_gather *gather)
{
    const lf_report_source nothing = {.language = lf_prefs_language()};

    if (gather->report == NULL)
        gather->report = lf_report_new(&nothing);
    lf_report_finish(gather->report);
    return gather->report;
}

void lf_gather_reset(lf_gather *gather)
{
    lf_report_free(gather->report);
    gather->report = NULL;
}

void lf_gather_leave(lf_gather *gather, void *owner)
{
    if (gather->filtered && !gather->by_stream)
        remove_tap_listener(gather);
    remove_tap_listener(owner);
    lf_gather_reset(gather);
}
