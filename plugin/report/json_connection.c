/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include "../core/names.h"
#include "words.h"

const char *lf_json_end_name(const lf_report_connection *connection, unsigned side)
{
    static const char *const known[] = {"client", "server"};
    static const char *const unknown[] = {"first", "second"};

    return connection->client < 2 ? known[side] : unknown[side];
}

static void write_ends(const lf_json_connection *out)
{
    for (unsigned side = 0; side < 2; side++) {
        const lf_report_end *end = &out->connection->end[lf_report_side(out->connection, side)];

        lf_json_open(out->dumper, lf_json_end_name(out->connection, side));
        lf_json_text(out->dumper, "address", end->address);
        lf_json_number(out->dumper, "port", end->port);
        lf_json_number(out->dumper, "segments", end->segments);
        lf_json_number(out->dumper, "octets", end->octets);
        lf_json_number(out->dumper, "on_wire", end->on_wire);
        json_dumper_end_object(out->dumper);
    }
    lf_json_flag(out->dumper, "roles_guessed", out->connection->guessed);
}

static void write_bounds(const lf_json_connection *out)
{
    const lf_report_connection *connection = out->connection;

    lf_json_number(out->dumper, "first_frame", connection->first_frame);
    lf_json_number(out->dumper, "last_frame", connection->last_frame);
    lf_json_time(out->dumper, "start", connection->first_ns);
    lf_json_time(out->dumper, "end", connection->last_ns);
}

static void write_span(json_dumper *dumper, const char *name, int64_t from, int64_t to)
{
    if (from != LF_NO_TIME && to != LF_NO_TIME)
        lf_json_time(dumper, name, to - from);
}

static void write_handshake(const lf_json_connection *out, const lf_verdict *last)
{
    const lf_report_connection *connection = out->connection;

    lf_json_open(out->dumper, "handshake");
    lf_json_text(out->dumper, "kind", lf_handshake_kind_name(last->handshake_kind));
    write_span(out->dumper, "rtt", connection->syn_ns, connection->complete_ns);
    write_span(out->dumper, "syn_to_syn_ack", connection->syn_ns, connection->syn_ack_ns);
    write_span(out->dumper, "syn_ack_to_ack", connection->syn_ack_ns, connection->complete_ns);
    lf_json_write_segments(out, LF_JSON_HANDSHAKE);
    json_dumper_end_object(out->dumper);
}

static void write_transfer(const lf_json_connection *out)
{
    lf_json_open(out->dumper, "transfer");
    lf_json_write_segments(out, LF_JSON_TRANSFER);
    json_dumper_end_object(out->dumper);
}

static void write_teardown(const lf_json_connection *out, const lf_verdict *last)
{
    lf_json_open(out->dumper, "teardown");
    lf_json_text(out->dumper, "kind", lf_teardown_kind_name(last->teardown_kind));
    if (last->teardown_initiator != LF_ROLE_UNKNOWN)
        lf_json_text(out->dumper, "initiator", lf_role_name(last->teardown_initiator));
    lf_json_write_segments(out, LF_JSON_TEARDOWN);
    json_dumper_end_object(out->dumper);
}

static void write_checks(const lf_json_connection *out)
{
    const lf_report_connection *connection = out->connection;

    lf_json_open(out->dumper, "checks");
    lf_json_open(out->dumper, "seq");
    for (unsigned i = 0; i < LF_SEQ_COUNT; i++)
        lf_json_number(out->dumper, lf_seq_verdict_name((lf_seq_verdict)i), connection->seq[i]);
    json_dumper_end_object(out->dumper);
    lf_json_open(out->dumper, "ack");
    for (unsigned i = LF_ACK_NONE + 1; i < LF_ACK_COUNT; i++)
        lf_json_number(out->dumper, lf_ack_verdict_name((lf_ack_verdict)i), connection->ack[i]);
    json_dumper_end_object(out->dumper);
    lf_json_number(out->dumper, "duplicate_acks", connection->duplicate_acks);
    json_dumper_end_object(out->dumper);
}

static void write_note(const lf_json_connection *out, const lf_report_note *note)
{
    char *name = g_strconcat("labflow.expert.", lf_anomaly_name(note->http, note->id), NULL);

    json_dumper_begin_object(out->dumper);
    lf_json_text(out->dumper, "name", name);
    lf_json_text(out->dumper, "text",
                 lf_anomaly_text(note->http, note->id, out->report->source.language));
    lf_json_text(out->dumper, "authority", lf_anomaly_authority(note->http, note->id));
    lf_json_number(out->dumper, "count", note->count);
    lf_json_open_list(out->dumper, "frames");
    for (unsigned i = 0; i < MIN(note->count, LF_NOTE_FRAMES); i++) {
        if (note->frame[i] != 0)
            json_dumper_value_anyf(out->dumper, "%u", note->frame[i]);
    }
    json_dumper_end_array(out->dumper);
    json_dumper_end_object(out->dumper);
    g_free(name);
}

static void count_note(lf_json_totals *totals, const lf_report_note *note)
{
    uint64_t *counts = note->http ? totals->http_anomalies : totals->anomalies;

    counts[note->id] += note->count;
}

static void write_notes(const lf_json_connection *out)
{
    const GArray *notes = out->connection->notes;

    lf_json_open_list(out->dumper, "anomalies");
    for (unsigned i = 0; notes != NULL && i < notes->len; i++) {
        const lf_report_note *note = &g_array_index(notes, lf_report_note, i);

        write_note(out, note);
        count_note(out->totals, note);
    }
    json_dumper_end_array(out->dumper);
}

/* `last` may stem from before the roles were known; then its states are in the order of `end`. */
static lf_state final_state(const lf_report_connection *connection, const lf_verdict *last,
                            unsigned side)
{
    bool ordered = last->role == LF_ROLE_UNKNOWN;

    return last->after[ordered ? lf_report_side(connection, side) : side];
}

static void write_outcome(const lf_json_connection *out, const lf_verdict *last)
{
    lf_json_text(out->dumper, "state", lf_conn_state_name(last->conn_state));
    lf_json_text(out->dumper, "history", last->conn_history);
    lf_json_text(out->dumper, "close_reason", lf_close_reason_name(last->close_reason));
    lf_json_open(out->dumper, "final_states");
    for (unsigned side = 0; side < 2; side++)
        lf_json_text(out->dumper, lf_json_end_name(out->connection, side),
                     lf_state_name(final_state(out->connection, last, side)));
    json_dumper_end_object(out->dumper);
}

static void write_name(const lf_json_connection *out, const lf_page *page)
{
    uint32_t frame = 0;
    const char *name = lf_page_name(page, out->connection->stream, out->host, &frame);

    if (name == NULL)
        return;
    lf_json_positive(out->dumper, "dns_in", frame);
    lf_json_text(out->dumper, "dns_name", name);
}

static void write_page(const lf_json_connection *out)
{
    const lf_page *pages = out->report->source.page;
    lf_page_connection page;
    lf_text sentence;

    if (pages == NULL || !lf_page_get(pages, out->connection->stream, &page))
        return;
    lf_json_open(out->dumper, "page");
    lf_json_number(out->dumper, "site", page.site);
    lf_json_number(out->dumper, "connection", page.number);
    lf_json_number(out->dumper, "connections", page.connections);
    lf_json_text(out->dumper, "order", lf_page_order_name(page.order));
    lf_json_number(out->dumper, "open", page.open);
    write_name(out, pages);
    lf_text_start(&sentence);
    lf_page_explain(&page, out->report->source.language, &sentence);
    lf_json_text(out->dumper, "sentence", sentence.at);
    json_dumper_end_object(out->dumper);
}

static void count_connection(lf_json_totals *totals, const lf_verdict *last)
{
    totals->states[last->conn_state]++;
    totals->handshakes[last->handshake_kind]++;
    totals->teardowns[last->teardown_kind]++;
    totals->reasons[last->close_reason]++;
    if (last->teardown_initiator != LF_ROLE_UNKNOWN)
        totals->initiators[last->teardown_initiator]++;
}

void lf_json_write_connection(json_dumper *dumper, const lf_report *report,
                              const lf_report_connection *connection, lf_json_totals *totals)
{
    lf_json_connection out = {dumper, report, connection, totals, ""};
    lf_verdict last;

    lf_report_last(report, connection, &last);
    count_connection(totals, &last);
    json_dumper_begin_object(dumper);
    lf_json_number(dumper, "stream", connection->stream);
    write_ends(&out);
    write_bounds(&out);
    write_handshake(&out, &last);
    write_transfer(&out);
    lf_json_write_exchanges(&out);
    write_teardown(&out, &last);
    write_checks(&out);
    write_notes(&out);
    write_outcome(&out, &last);
    write_page(&out);
    json_dumper_end_object(dumper);
}
