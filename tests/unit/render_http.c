/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "render.h"

/* A message and the half that goes with it, as the whole capture shows them. */
typedef struct rendered_message {
    const lf_http *http;
    const lf_message *message;
    const lf_message *partner;
    lf_message other; /* what `partner` points to */
    uint32_t stream;
    bool here; /* it is complete in this frame */
} rendered_message;

typedef void (*renderer)(const rendered_message *rendered, GPtrArray *out);

static void add_text(GPtrArray *out, const char *text)
{
    if (text[0] != '\0')
        g_ptr_array_add(out, g_strdup(text));
}

static void add_number(GPtrArray *out, uint64_t number)
{
    g_ptr_array_add(out, g_strdup_printf("%" PRIu64, number));
}

static void add_frame(GPtrArray *out, uint32_t frame)
{
    if (frame != 0)
        add_number(out, frame);
}

static void add_time(GPtrArray *out, int64_t ns)
{
    const int64_t second = INT64_C(1000000000);
    int64_t rest = ns < 0 ? -ns : ns;

    g_ptr_array_add(out, g_strdup_printf("%s%" PRId64 ".%09" PRId64, ns < 0 ? "-" : "",
                                         rest / second, rest % second));
}

static bool is_behind(const rendered_message *r)
{
    return r->partner != NULL && r->message->phase != LF_HP_REQUEST &&
           r->partner->done_frame != 0 && r->partner->done_frame <= r->message->done_frame;
}

static void phase(const rendered_message *r, GPtrArray *out)
{
    add_text(out, lf_http_phase_name((lf_http_phase)r->message->phase));
}

static void exchange(const rendered_message *r, GPtrArray *out)
{
    if (r->message->exchange != 0)
        add_number(out, r->message->exchange);
}

static const lf_message *request_of(const rendered_message *r)
{
    return r->message->phase == LF_HP_REQUEST ? r->message : r->partner;
}

static void method(const rendered_message *r, GPtrArray *out)
{
    if (request_of(r) != NULL)
        add_text(out, request_of(r)->method);
}

static void target(const rendered_message *r, GPtrArray *out)
{
    if (request_of(r) != NULL)
        add_text(out, request_of(r)->target);
}

static void status(const rendered_message *r, GPtrArray *out)
{
    if (r->message->status != 0)
        add_number(out, r->message->status);
}

static void outcome(const rendered_message *r, GPtrArray *out)
{
    bool unanswered = lf_http_is_unanswered(r->http, r->stream, r->message);

    add_text(out, lf_http_outcome_name(unanswered ? LF_OUT_UNANSWERED
                                                  : (lf_http_outcome)r->message->outcome));
}

static void request_in(const rendered_message *r, GPtrArray *out)
{
    if (is_behind(r))
        add_frame(out, r->partner->done_frame);
}

static void response_in(const rendered_message *r, GPtrArray *out)
{
    if (r->partner != NULL && r->message->phase == LF_HP_REQUEST)
        add_frame(out, r->partner->done_frame);
}

static void latency(const rendered_message *r, GPtrArray *out)
{
    if (is_behind(r))
        add_time(out, r->message->first_ns - r->partner->last_ns);
}

static void duration(const rendered_message *r, GPtrArray *out)
{
    if (is_behind(r) && r->message->phase == LF_HP_RESPONSE)
        add_time(out, r->message->last_ns - r->partner->first_ns);
}

static void body_expected(const rendered_message *r, GPtrArray *out)
{
    if ((r->message->marks & LF_MARK_EXPECTED) != 0)
        add_number(out, r->message->expected);
}

static void body_actual(const rendered_message *r, GPtrArray *out)
{
    if ((r->message->marks & LF_MARK_BODY) != 0)
        add_number(out, r->message->actual);
}

static void persistence(const rendered_message *r, GPtrArray *out)
{
    add_text(out, lf_http_persistence_name((lf_http_persistence)r->message->persistence));
}

static void validator(const rendered_message *r, GPtrArray *out)
{
    add_text(out, lf_http_validator_name((lf_http_validator)r->message->validator));
}

static void first_segment(const rendered_message *r, GPtrArray *out)
{
    add_frame(out, r->message->first_frame);
}

static void last_segment(const rendered_message *r, GPtrArray *out)
{
    add_frame(out, r->message->last_frame);
}

static void segments(const rendered_message *r, GPtrArray *out)
{
    add_number(out, r->message->segments);
}

static void retransmissions(const rendered_message *r, GPtrArray *out)
{
    if (r->message->again != 0)
        add_number(out, r->message->again);
}

static void acked_in(const rendered_message *r, GPtrArray *out)
{
    add_frame(out, r->message->acked_in);
}

static void segment_of(const rendered_message *r, GPtrArray *out)
{
    add_frame(out, r->message->done_frame);
}

static const struct {
    const char *field;
    renderer render;
    bool elsewhere; /* also, or only, of messages that are complete in other frames */
    bool here;
} fields[] = {
    {"phase", phase, false, true},
    {"exchange", exchange, false, true},
    {"method", method, false, true},
    {"target", target, false, true},
    {"status", status, false, true},
    {"outcome", outcome, false, true},
    {"request_in", request_in, false, true},
    {"response_in", response_in, false, true},
    {"latency", latency, false, true},
    {"duration", duration, false, true},
    {"body.expected", body_expected, false, true},
    {"body.actual", body_actual, false, true},
    {"persistence", persistence, false, true},
    {"validator", validator, false, true},
    {"first_segment", first_segment, false, true},
    {"last_segment", last_segment, false, true},
    {"segments", segments, false, true},
    {"retransmissions", retransmissions, false, true},
    {"acked_in", acked_in, false, true},
    {"segment_of", segment_of, true, false},
    {"segment.exchange", exchange, true, true},
};

static bool next(const rendered_frame *frame, lf_http_walk *walk, rendered_message *r)
{
    r->http = frame->http;
    r->message = lf_http_walk_next(walk);
    if (r->message == NULL)
        return false;
    r->stream = frame->stream;
    r->partner = lf_http_partner(frame->http, r->message, &r->other) ? &r->other : NULL;
    r->here = r->message->done_frame == frame->verdict.frame;
    return true;
}

bool render_http_field(const rendered_frame *frame, const char *field, GPtrArray *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fields) && frame->http != NULL; i++) {
        rendered_message r;
        lf_http_walk walk;

        if (strcmp(fields[i].field, field) != 0)
            continue;
        lf_http_walk_start(&walk, frame->http, frame->record, frame->verdict.frame, frame->end_raw);
        while (next(frame, &walk, &r)) {
            if (r.message->done_frame != 0 && (r.here ? fields[i].here : fields[i].elsewhere))
                fields[i].render(&r, out);
        }
        return true;
    }
    return false;
}

static const char *const expert_names[] = {
#define LF_ANOMALY(id, name, ...) [LF_HA_##id] = (name),
#include "../data/http_anomalies.def"
#undef LF_ANOMALY
};

static uint32_t anomalies_of(const rendered_frame *frame)
{
    uint32_t anomalies = lf_http_notes(frame->http, frame->record);
    rendered_message r;
    lf_http_walk walk;

    lf_http_walk_start(&walk, frame->http, frame->record, frame->verdict.frame, frame->end_raw);
    while (next(frame, &walk, &r)) {
        if (!r.here)
            continue;
        anomalies |= r.message->anomalies;
        if (lf_http_is_unanswered(r.http, r.stream, r.message))
            anomalies |= LF_HA_BIT(REQUEST_UNANSWERED);
    }
    return anomalies;
}

bool render_http_expert(const rendered_frame *frame, const char *name, GPtrArray *out)
{
    for (unsigned i = 0; i < LF_HA_COUNT && frame->http != NULL; i++) {
        if (strcmp(expert_names[i], name) == 0) {
            if ((anomalies_of(frame) >> i & 1) != 0)
                add_number(out, 1);
            return true;
        }
    }
    return false;
}
