/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

#include <inttypes.h>
#include <string.h>

#include "explain.h"
#include "names.h"

#define EXPERT_PREFIX "expert."
#define HTTP_PREFIX   "http."

typedef void (*renderer)(const rendered_frame *frame, GPtrArray *out);

static void add_name(GPtrArray *out, const char *name)
{
    if (name[0] != '\0')
        g_ptr_array_add(out, g_strdup(name));
}

static void add_number(GPtrArray *out, uint32_t number)
{
    g_ptr_array_add(out, g_strdup_printf("%" PRIu32, number));
}

static void add_delta(GPtrArray *out, uint32_t actual, uint32_t expected)
{
    g_ptr_array_add(out, g_strdup_printf("%" PRId32, (int32_t)(actual - expected)));
}

static void phase(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_phase_name(frame->verdict.phase));
}

static void stream(const rendered_frame *frame, GPtrArray *out)
{
    add_number(out, frame->stream);
}

static void role(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_role_name(frame->verdict.role));
}

static void role_guessed(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.role_guessed)
        add_number(out, 1);
}

static void handshake_step(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.handshake_step != 0)
        add_number(out, frame->verdict.handshake_step);
}

static void handshake_kind(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_handshake_kind_name(frame->verdict.handshake_kind));
}

static void handshake_rtt(const rendered_frame *frame, GPtrArray *out)
{
    const int64_t second = INT64_C(1000000000);
    int64_t rtt = frame->verdict.rtt_ns;

    if (frame->verdict.has_rtt)
        g_ptr_array_add(out, g_strdup_printf("%" PRId64 ".%09" PRId64, rtt / second, rtt % second));
}

static void teardown_step(const rendered_frame *frame, GPtrArray *out)
{
    for (uint32_t step = 1; step <= 4; step++) {
        if ((frame->verdict.teardown_steps >> step & 1) != 0)
            add_number(out, step);
    }
}

static void teardown_kind(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_teardown_kind_name(frame->verdict.teardown_kind));
}

static void teardown_initiator(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.teardown_initiator != LF_ROLE_UNKNOWN)
        add_name(out, lf_role_name(frame->verdict.teardown_initiator));
}

static void client_state(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_state_name(lf_verdict_state(&frame->verdict, LF_CLIENT)));
}

static void server_state(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_state_name(lf_verdict_state(&frame->verdict, LF_SERVER)));
}

static void transition(const rendered_frame *frame, GPtrArray *out)
{
    for (unsigned end = LF_CLIENT; end <= LF_SERVER; end++) {
        lf_text text;

        lf_text_start(&text);
        if (lf_explain_transition(&frame->verdict, end, &text))
            add_name(out, text.at);
    }
}

static void seq_expected(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.has_seq_expected)
        add_number(out, frame->verdict.seq_expected);
}

static void seq_actual(const rendered_frame *frame, GPtrArray *out)
{
    add_number(out, frame->verdict.seq_actual);
}

static void seq_expected_raw(const rendered_frame *frame, GPtrArray *out)
{
    const lf_verdict *verdict = &frame->verdict;

    if (verdict->has_seq_expected)
        add_number(out, frame->seq_raw - verdict->seq_actual + verdict->seq_expected);
}

static void seq_actual_raw(const rendered_frame *frame, GPtrArray *out)
{
    add_number(out, frame->seq_raw);
}

static void seq_delta(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.has_seq_expected)
        add_delta(out, frame->verdict.seq_actual, frame->verdict.seq_expected);
}

static void seq_verdict(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_seq_verdict_name(frame->verdict.seq_verdict));
}

static void ack_expected(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.has_ack_expected)
        add_number(out, frame->verdict.ack_expected);
}

static void ack_actual(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.ack_verdict != LF_ACK_NONE)
        add_number(out, frame->verdict.ack_actual);
}

static void ack_expected_raw(const rendered_frame *frame, GPtrArray *out)
{
    const lf_verdict *verdict = &frame->verdict;

    if (verdict->has_ack_expected)
        add_number(out, frame->ack_raw - verdict->ack_actual + verdict->ack_expected);
}

static void ack_actual_raw(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.ack_verdict != LF_ACK_NONE)
        add_number(out, frame->ack_raw);
}

static void ack_delta(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.has_ack_expected)
        add_delta(out, frame->verdict.ack_actual, frame->verdict.ack_expected);
}

static void ack_verdict(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_ack_verdict_name(frame->verdict.ack_verdict));
}

static void ack_duplicate(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.ack_duplicate)
        add_number(out, 1);
}

static void ack_frame(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->verdict.ack_frame != 0)
        add_number(out, frame->verdict.ack_frame);
}

static void ack_formula(const rendered_frame *frame, GPtrArray *out)
{
    lf_text text;

    lf_text_start(&text);
    lf_explain_formula(&frame->verdict, &text);
    add_name(out, text.at);
}

static void acked_in(const rendered_frame *frame, GPtrArray *out)
{
    if (frame->acked_in != 0)
        add_number(out, frame->acked_in);
}

static void conn_state(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_conn_state_name(frame->verdict.conn_state));
}

static void conn_history(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, frame->verdict.conn_history);
}

static void close_reason(const rendered_frame *frame, GPtrArray *out)
{
    add_name(out, lf_close_reason_name(frame->verdict.close_reason));
}

static const struct {
    const char *field;
    renderer render;
} fields[] = {
    {"phase", phase},
    {"stream", stream},
    {"role", role},
    {"role.guessed", role_guessed},
    {"handshake.step", handshake_step},
    {"handshake.kind", handshake_kind},
    {"handshake.rtt", handshake_rtt},
    {"teardown.step", teardown_step},
    {"teardown.kind", teardown_kind},
    {"teardown.initiator", teardown_initiator},
    {"client.state", client_state},
    {"server.state", server_state},
    {"transition", transition},
    {"seq.expected", seq_expected},
    {"seq.actual", seq_actual},
    {"seq.expected_raw", seq_expected_raw},
    {"seq.actual_raw", seq_actual_raw},
    {"seq.delta", seq_delta},
    {"seq.verdict", seq_verdict},
    {"ack.expected", ack_expected},
    {"ack.actual", ack_actual},
    {"ack.expected_raw", ack_expected_raw},
    {"ack.actual_raw", ack_actual_raw},
    {"ack.delta", ack_delta},
    {"ack.verdict", ack_verdict},
    {"ack.duplicate", ack_duplicate},
    {"ack.frame", ack_frame},
    {"ack.formula", ack_formula},
    {"acked_in", acked_in},
    {"conn.state", conn_state},
    {"conn.history", conn_history},
    {"close.reason", close_reason},
};

static const char *const expert_names[] = {
#define LF_ANOMALY(id, name, ...) [LF_AN_##id] = (name),
#include "../data/anomalies.def"
#undef LF_ANOMALY
};

static bool render_expert(uint64_t anomalies, const char *name, GPtrArray *out)
{
    for (unsigned i = 0; i < LF_AN_COUNT; i++) {
        if (strcmp(expert_names[i], name) == 0) {
            if ((anomalies >> i & 1) != 0)
                add_number(out, 1);
            return true;
        }
    }
    return false;
}

bool render_field(const rendered_frame *frame, const char *field, GPtrArray *out)
{
    if (g_str_has_prefix(field, EXPERT_PREFIX))
        return render_expert(frame->verdict.anomalies, field + strlen(EXPERT_PREFIX), out) ||
               render_http_expert(frame, field + strlen(EXPERT_PREFIX), out);
    if (g_str_has_prefix(field, HTTP_PREFIX))
        return render_http_field(frame, field + strlen(HTTP_PREFIX), out);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (strcmp(fields[i].field, field) == 0) {
            fields[i].render(frame, out);
            return true;
        }
    }
    return false;
}
