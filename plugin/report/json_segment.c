/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include "../core/explain.h"
#include "../core/names.h"
#include "phrases.h"

/* A segment with what is known of it; `known` false: its header only. */
typedef struct lf_shown_row {
    const lf_report_row *row;
    lf_report_segment segment;
    bool known;
} lf_shown_row;

static lf_json_part part_of(const lf_shown_row *shown)
{
    static const lf_json_part parts[LF_PH_COUNT] = {
        [LF_PH_HANDSHAKE] = LF_JSON_HANDSHAKE, [LF_PH_TRANSFER] = LF_JSON_TRANSFER,
        [LF_PH_TEARDOWN] = LF_JSON_TEARDOWN,   [LF_PH_RESET] = LF_JSON_TEARDOWN,
        [LF_PH_CLOSED] = LF_JSON_TEARDOWN,
    };

    return shown->known ? parts[shown->segment.verdict.phase] : LF_JSON_TRANSFER;
}

static void write_flags(json_dumper *dumper, uint8_t flags)
{
    GString *text = g_string_new(NULL);

    lf_phrase_flags(text, flags);
    lf_json_text(dumper, "flags", text->len == 0 ? "none" : text->str);
    g_string_free(text, TRUE);
}

static void write_steps(json_dumper *dumper, const lf_verdict *v)
{
    lf_json_positive(dumper, "handshake_step", v->handshake_step);
    if (v->teardown_steps == 0)
        return;
    lf_json_open_list(dumper, "teardown_steps");
    for (unsigned step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) != 0)
            json_dumper_value_anyf(dumper, "%u", step);
    }
    json_dumper_end_array(dumper);
}

static void write_sequence(json_dumper *dumper, const lf_verdict *v)
{
    lf_json_number(dumper, "seq", v->seq_actual);
    if (v->has_seq_expected)
        lf_json_number(dumper, "seq_expected", v->seq_expected);
    lf_json_text(dumper, "seq_verdict", lf_seq_verdict_name(v->seq_verdict));
}

static void write_acknowledgement(json_dumper *dumper, const lf_verdict *v)
{
    lf_text formula;

    if (v->ack_verdict == LF_ACK_NONE)
        return;
    lf_json_number(dumper, "ack", v->ack_actual);
    if (v->has_ack_expected)
        lf_json_number(dumper, "ack_expected", v->ack_expected);
    lf_json_text(dumper, "ack_verdict", lf_ack_verdict_name(v->ack_verdict));
    lf_json_flag(dumper, "ack_duplicate", v->ack_duplicate);
    lf_text_start(&formula);
    lf_explain_formula(v, &formula);
    lf_json_text(dumper, "ack_formula", formula.at);
    lf_json_positive(dumper, "ack_frame", v->ack_frame);
}

static void write_states(const lf_json_connection *out, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;
    unsigned sender = v->second ? 1 : 0;

    for (unsigned side = 0; side < 2; side++) {
        unsigned slot = side == segment->from ? sender : 1 - sender;

        lf_json_open(out->dumper, lf_json_end_name(out->connection, side));
        lf_json_text(out->dumper, "before", lf_state_name(v->before[slot]));
        lf_json_text(out->dumper, "after", lf_state_name(v->after[slot]));
        json_dumper_end_object(out->dumper);
    }
}

static void write_transitions(json_dumper *dumper, const lf_verdict *v)
{
    lf_text text[2];
    unsigned count = 0;

    for (unsigned slot = 0; slot < 2; slot++) {
        lf_text_start(&text[count]);
        if (lf_explain_transition(v, slot, &text[count]))
            count++;
    }
    if (count == 0)
        return;
    lf_json_open_list(dumper, "transitions");
    for (unsigned i = 0; i < count; i++)
        lf_json_string(dumper, text[i].at);
    json_dumper_end_array(dumper);
}

static void write_anomalies(json_dumper *dumper, uint64_t anomalies)
{
    static const char *const names[LF_AN_COUNT] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh) [LF_AN_##id] = "labflow.expert." name,
#include "../data/anomalies.def"
#undef LF_ANOMALY
    };

    if (anomalies == 0)
        return;
    lf_json_open_list(dumper, "anomalies");
    for (unsigned id = 0; id < LF_AN_COUNT; id++) {
        if ((anomalies & (UINT64_C(1) << id)) != 0)
            json_dumper_value_string(dumper, names[id]);
    }
    json_dumper_end_array(dumper);
}

static void write_known(const lf_json_connection *out, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;
    lf_text sentence;

    lf_json_text(out->dumper, "phase", lf_phase_name(v->phase));
    write_steps(out->dumper, v);
    write_sequence(out->dumper, v);
    write_acknowledgement(out->dumper, v);
    lf_json_positive(out->dumper, "acked_in", segment->acked_in);
    write_states(out, segment);
    write_transitions(out->dumper, v);
    write_anomalies(out->dumper, v->anomalies);
    lf_text_start(&sentence);
    lf_explain(v, out->report->source.language, &sentence);
    lf_json_text(out->dumper, "sentence", sentence.at);
}

static void write_segment(const lf_json_connection *out, const lf_shown_row *shown)
{
    const lf_report_row *row = shown->row;
    unsigned side = lf_report_side(out->connection, 0) == row->one.from ? 0 : 1;

    json_dumper_begin_object(out->dumper);
    lf_json_number(out->dumper, "frame", row->frame);
    lf_json_time(out->dumper, "time", row->time_ns);
    lf_json_text(out->dumper, "from", lf_json_end_name(out->connection, side));
    write_flags(out->dumper, row->one.flags);
    lf_json_number(out->dumper, "len", row->one.len);
    if (shown->known)
        write_known(out, &shown->segment);
    json_dumper_end_object(out->dumper);
}

static void write_fold(const lf_json_connection *out, const lf_report_row *row)
{
    json_dumper_begin_object(out->dumper);
    lf_json_flag(out->dumper, "fold", true);
    lf_json_number(out->dumper, "first_frame", row->frame);
    lf_json_number(out->dumper, "last_frame", row->fold.last_frame);
    lf_json_number(out->dumper, "frames", row->frames);
    lf_json_time(out->dumper, "start", row->time_ns);
    lf_json_time(out->dumper, "end", row->fold.last_ns);
    for (unsigned side = 0; side < 2; side++) {
        unsigned end = lf_report_side(out->connection, side);

        lf_json_open(out->dumper, lf_json_end_name(out->connection, side));
        lf_json_number(out->dumper, "segments", row->fold.sent[end]);
        lf_json_number(out->dumper, "octets", row->fold.octets[end]);
        json_dumper_end_object(out->dumper);
    }
    json_dumper_end_object(out->dumper);
}

void lf_json_write_segments(const lf_json_connection *out, lf_json_part part)
{
    const GArray *rows = out->connection->rows;

    lf_json_open_list(out->dumper, "segments");
    for (unsigned i = 0; i < rows->len; i++) {
        lf_shown_row shown = {.row = &g_array_index(rows, lf_report_row, i)};

        shown.known = lf_report_segment_of(out->report, out->connection, shown.row, &shown.segment);
        if (part_of(&shown) != part)
            continue;
        if (shown.row->frames > 1)
            write_fold(out, shown.row);
        else
            write_segment(out, &shown);
    }
    json_dumper_end_array(out->dumper);
}
