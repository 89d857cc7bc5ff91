/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include "../core/http/explain.h"

static void write_body(json_dumper *dumper, const lf_message *m)
{
    if ((m->marks & LF_MARK_EXPECTED) != 0)
        lf_json_number(dumper, "body_expected", m->expected);
    if ((m->marks & LF_MARK_BODY) != 0)
        lf_json_number(dumper, "body_actual", m->actual);
}

/* What requests and responses have in common. `request` is what the message answers. */
static void write_message(const lf_json_connection *out, const lf_message *m,
                          const lf_message *request)
{
    json_dumper *dumper = out->dumper;
    lf_text sentence;

    lf_json_positive(dumper, "frame", m->done_frame);
    lf_json_positive(dumper, "first_segment", m->first_frame);
    lf_json_positive(dumper, "last_segment", m->last_frame);
    lf_json_number(dumper, "segments", m->segments);
    lf_json_positive(dumper, "retransmissions", m->again);
    lf_json_positive(dumper, "acked_in", m->acked_in);
    write_body(dumper, m);
    lf_json_text(dumper, "persistence",
                 lf_http_persistence_name((lf_http_persistence)m->persistence));
    if ((m->marks & LF_MARK_TIMEOUT) != 0)
        lf_json_number(dumper, "keep_alive_timeout", m->timeout);
    lf_text_start(&sentence);
    lf_http_explain(m, request, out->report->source.language, &sentence);
    lf_json_text(dumper, "sentence", sentence.at);
}

static void write_request(const lf_json_connection *out, const lf_message *m)
{
    lf_json_open(out->dumper, "request");
    lf_json_text(out->dumper, "method", m->method);
    lf_json_text(out->dumper, "target", m->target);
    lf_json_text(out->dumper, "host", m->host);
    write_message(out, m, NULL);
    lf_json_positive(out->dumper, "site_request", m->page_request);
    lf_json_positive(out->dumper, "connections_in_use", m->page_busy);
    json_dumper_end_object(out->dumper);
}

static bool is_answer(const lf_message *m)
{
    return m->phase == LF_HP_RESPONSE || m->phase == LF_HP_INTERIM;
}

static void write_answer(json_dumper *dumper, const lf_message *m)
{
    lf_json_positive(dumper, "status", m->status);
    lf_json_text(dumper, "reason", m->method);
    lf_json_text(dumper, "outcome", lf_http_outcome_name((lf_http_outcome)m->outcome));
    lf_json_text(dumper, "validator", lf_http_validator_name((lf_http_validator)m->validator));
    if (m->outcome == LF_OUT_PARTIAL)
        lf_json_text(dumper, "range", m->target);
    if (m->outcome == LF_OUT_REDIRECT)
        lf_json_text(dumper, "location", m->target);
}

static void write_response(const lf_json_connection *out, const lf_report_exchange *exchange)
{
    const lf_message *m = &exchange->response;

    lf_json_open(out->dumper, "response");
    lf_json_text(out->dumper, "phase", lf_http_phase_name((lf_http_phase)m->phase));
    if (is_answer(m))
        write_answer(out->dumper, m);
    lf_json_text(out->dumper, "protocol", m->host);
    write_message(out, m, exchange->has_request && is_answer(m) ? &exchange->request : NULL);
    json_dumper_end_object(out->dumper);
}

/* A request may be complete only after its answer: no time from one to the other says anything. */
static bool is_in_order(const lf_report_exchange *exchange)
{
    return exchange->has_request && exchange->has_response && exchange->request.done_frame != 0 &&
           exchange->request.done_frame <= exchange->response.done_frame;
}

static void write_times(json_dumper *dumper, const lf_report_exchange *exchange)
{
    const lf_message *request = &exchange->request;
    const lf_message *response = &exchange->response;

    if (!is_in_order(exchange))
        return;
    lf_json_time(dumper, "latency", response->first_ns - request->last_ns);
    if (response->phase == LF_HP_RESPONSE)
        lf_json_time(dumper, "duration", response->last_ns - request->first_ns);
}

/* What becomes of the connection afterwards: the last word has the response. */
static void write_afterwards(json_dumper *dumper, const lf_report_exchange *exchange)
{
    const lf_message *last = exchange->has_response ? &exchange->response : &exchange->request;

    lf_json_text(dumper, "persistence",
                 lf_http_persistence_name((lf_http_persistence)last->persistence));
    lf_json_flag(dumper, "unanswered", exchange->unanswered);
}

static void add_to_totals(lf_json_totals *totals, const lf_report_exchange *exchange)
{
    const lf_message *response = &exchange->response;

    totals->exchanges += exchange->beside ? 0 : 1;
    if (exchange->unanswered)
        totals->outcomes[LF_OUT_UNANSWERED]++;
    if (!exchange->has_response || response->phase == LF_HP_UPGRADED)
        return;
    if (response->status < LF_STATUS_COUNT)
        totals->statuses[response->status]++;
    if (response->outcome != LF_OUT_UNANSWERED)
        totals->outcomes[response->outcome]++;
}

static void take_host(lf_json_connection *out, const lf_report_exchange *exchange)
{
    if (out->host[0] == '\0' && exchange->has_request)
        out->host = exchange->request.host;
}

static void write_exchange(lf_json_connection *out, const lf_report_exchange *exchange)
{
    const lf_message *first = exchange->has_request ? &exchange->request : &exchange->response;

    take_host(out, exchange);
    add_to_totals(out->totals, exchange);
    json_dumper_begin_object(out->dumper);
    lf_json_positive(out->dumper, "number", first->exchange);
    lf_json_positive(out->dumper, "stream", first->http2_stream);
    if (exchange->has_request && !exchange->beside)
        write_request(out, &exchange->request);
    if (exchange->has_response)
        write_response(out, exchange);
    write_times(out->dumper, exchange);
    write_afterwards(out->dumper, exchange);
    json_dumper_end_object(out->dumper);
}

void lf_json_write_exchanges(lf_json_connection *out)
{
    GArray *exchanges;

    if (out->connection->messages == NULL)
        return;
    exchanges = lf_report_exchanges(out->report, out->connection);
    lf_json_open_list(out->dumper, "http");
    for (unsigned i = 0; i < exchanges->len; i++)
        write_exchange(out, lf_report_exchange_at(exchanges, i));
    json_dumper_end_array(out->dumper);
    g_array_free(exchanges, TRUE);
}
