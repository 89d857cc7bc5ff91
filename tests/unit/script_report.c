/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "script_report.h"

#define HTTP_PORT 80

typedef struct script_run {
    lf_tracker *tracker;
    lf_keep *keep;
    lf_http *http;
    lf_page *page;
    lf_report *report;
} script_run;

static void note_acked_in(void *context, uint32_t record, uint32_t frame, uint32_t by)
{
    lf_keep_set_acked_in((lf_keep *)context, record, frame, by);
}

static void open_page(const script_run *g, const script_packet *packet, const lf_segment *segment)
{
    static const lf_host server = {4, {192, 0, 2, 80}};

    if (lf_page_asks(g->page, packet->stream))
        lf_page_open(g->page, packet->stream, 1, &server, segment->record);
}

static void track(const script_run *g, const script_packet *packet, const lf_segment *segment,
                  lf_verdict *verdict)
{
    bool http_port = segment->src_port == HTTP_PORT || segment->dst_port == HTTP_PORT;
    const lf_http_view view = {
        .payload = packet->payload->data,
        .captured = packet->payload->len,
        .found = http_port ? LF_FOUND_HTTP : LF_FOUND_NOTHING,
    };
    lf_close_reason reason;

    if (packet->previous_stream != SCRIPT_NO_STREAM)
        lf_tracker_follows(g->tracker, packet->stream, packet->previous_stream);
    lf_track(g->tracker, packet->stream, segment, verdict);
    open_page(g, packet, segment);
    reason = lf_http_track(g->http, packet->stream, segment, verdict, &view);
    if (reason != LF_CLOSE_NONE)
        lf_tracker_set_close_reason(g->tracker, packet->stream, reason, verdict);
    lf_keep_add(g->keep, segment->frame, true, packet->stream, verdict);
}

static void add(const script_run *g, const script_packet *packet)
{
    static const char *const addresses[] = {"192.0.2.10", "192.0.2.80"};
    lf_segment segment = packet->segment;
    lf_verdict verdict;
    lf_report_input input = {
        .stream = packet->stream,
        .record = lf_keep_next(g->keep),
        .frame = segment.frame,
        .frame_octets = 54 + segment.len,
        .time_ns = segment.time_ns,
        .address = {addresses[segment.dir], addresses[1 - segment.dir]},
        .segment = &segment,
        .verdict = &verdict,
    };

    segment.record = input.record;
    track(g, packet, &segment, &verdict);
    lf_report_add(g->report, &input);
}

lf_report *script_report(const packet_script *script, lf_language language, wmem_allocator_t *scope)
{
    script_run g = {.keep = lf_keep_new(scope), .http = lf_http_new(scope)};

    g.tracker = lf_tracker_new(scope, note_acked_in, g.keep);
    g.page = lf_page_new(scope);
    lf_http_set_page(g.http, g.page);
    g.report = lf_report_new(&(lf_report_source){g.tracker, g.keep, g.http, g.page, language});
    for (guint i = 0; i < script->packets->len; i++)
        add(&g, (const script_packet *)script->packets->pdata[i]);
    lf_report_finish(g.report);
    return g.report;
}
