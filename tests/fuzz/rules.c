/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules.h"

#include <glib.h>
#include <string.h>

#include "check.h"
#include "endpoint.h"
#include "explain.h"
#include "names.h"
#include "steps.h"

#define EVENT(id) (1u << LF_EV_##id)

/* The events that a segment can be for its sender and for the other end. */
typedef struct events {
    uint32_t sender;
    uint32_t receiver;
} events;

static events events_of(const lf_segment *s)
{
    if ((s->flags & LF_RST) != 0)
        return (events){EVENT(SEND_RST), EVENT(RECV_RST) | EVENT(RECV_RST_PASSIVE)};
    if ((s->flags & (LF_SYN | LF_ACK)) == LF_SYN)
        return (events){EVENT(SEND_SYN) | EVENT(SEND_SYN_AGAIN), EVENT(RECV_SYN)};
    if ((s->flags & LF_SYN) != 0)
        return (events){
            EVENT(SEND_SYN_ACK) | EVENT(SEND_SYN_ACK_AGAIN) | EVENT(SEND_FIN) | EVENT(RECV_FIN),
            EVENT(RECV_SYN_ACK) | EVENT(SEND_FIN) | EVENT(RECV_ACK_OF_FIN) | EVENT(RECV_FIN)};
    return (events){EVENT(SEND_ACK) | EVENT(SEND_DATA) | EVENT(SEND_FOREIGN_ACK) | EVENT(SEND_FIN) |
                        EVENT(SEND_FIN_CROSSING) | EVENT(SEND_FIN_AGAIN) | EVENT(RECV_FIN),
                    EVENT(RECV_ACK_OF_SYN) | EVENT(RECV_ACK_OF_FIN) | EVENT(RECV_FIN)};
}

/* The states that rows of transitions.def lead to from `state`, by some of these events. */
static uint32_t reachable(lf_state state, uint32_t allowed)
{
    uint32_t reached = 1u << state;
    uint32_t before;

    do {
        before = reached;
        for (unsigned s = 0; s < LF_ST_COUNT; s++) {
            for (unsigned e = 0; (reached >> s & 1) != 0 && e < LF_EV_COUNT; e++) {
                if ((allowed >> e & 1) != 0)
                    reached |= 1u << lf_endpoint_next((lf_state)s, (lf_event)e);
            }
        }
    } while (reached != before);
    return reached;
}

/* An end that answers a SYN was listening, whatever it had been taken for. */
static uint32_t reachable_by(lf_state before, uint32_t allowed)
{
    uint32_t reached = reachable(before, allowed | EVENT(TIMEOUT_2MSL));

    return (allowed & EVENT(SEND_SYN_ACK)) == 0 ? reached
                                                : reached | reachable(LF_ST_LISTEN, allowed);
}

static void check_change(lf_state before, lf_state after, uint32_t allowed)
{
    if (before == after || before == LF_ST_UNKNOWN || after == LF_ST_UNKNOWN)
        return;
    CHECK((reachable_by(before, allowed) >> after & 1) != 0, "%s -> %s", lf_state_name(before),
          lf_state_name(after));
}

static lf_state state_of(const lf_verdict *v, const lf_state states[2], bool sender)
{
    return states[v->second == sender ? 1 : 0];
}

/* The verdict before the last one, of the same stream; NULL: none. */
static const judged *previous(const judged *all, uint32_t count)
{
    const judged *now = &all[count - 1];

    for (uint32_t i = count - 1; i > 0; i--) {
        if (all[i - 1].sent.stream == now->sent.stream)
            return &all[i - 1];
    }
    return NULL;
}

static void check_states(const judged *now, const judged *was)
{
    const lf_verdict *v = &now->verdict;
    const lf_segment *s = &now->sent.segment;
    events allowed = events_of(s);

    for (int i = 0; i < 2; i++)
        CHECK(v->before[i] < LF_ST_COUNT && v->after[i] < LF_ST_COUNT, "%d", i);
    check_change(state_of(v, v->before, true), state_of(v, v->after, true), allowed.sender);
    check_change(state_of(v, v->before, false), state_of(v, v->after, false), allowed.receiver);
    for (int i = 0; was != NULL && i < 2; i++) {
        bool sender = i == 0;
        bool sent_that = (was->sent.segment.dir == s->dir) == sender;

        CHECK(state_of(v, v->before, sender) ==
                  state_of(&was->verdict, was->verdict.after, sent_that),
              "frame %u begins where frame %u did not end", v->frame, was->verdict.frame);
    }
}

static void check_enumerators(const lf_verdict *v)
{
    CHECK(v->phase < LF_PH_COUNT, "%d", (int)v->phase);
    CHECK(v->role <= LF_ROLE_UNKNOWN, "%d", (int)v->role);
    CHECK(v->role == LF_ROLE_UNKNOWN || v->second == (v->role == LF_SERVER), "%d", (int)v->role);
    CHECK(v->handshake_step <= 3, "%d", v->handshake_step);
    CHECK(v->handshake_kind < LF_HS_COUNT, "%d", (int)v->handshake_kind);
    CHECK((v->teardown_steps & ~0x1e) == 0, "%x", v->teardown_steps);
    CHECK(v->teardown_kind < LF_TD_COUNT, "%d", (int)v->teardown_kind);
    CHECK(v->teardown_initiator <= LF_ROLE_UNKNOWN, "%d", (int)v->teardown_initiator);
    CHECK(v->conn_state < LF_CS_COUNT, "%d", (int)v->conn_state);
    CHECK(v->conn_history != NULL, "frame %u", v->frame);
    CHECK(v->close_reason < LF_CLOSE_COUNT, "%d", (int)v->close_reason);
    CHECK(v->anomalies >> LF_AN_COUNT == 0 && v->later == 0, "frame %u", v->frame);
}

/* Which steps a segment can be at all. */
static void check_steps(const lf_verdict *v)
{
    bool syn = (v->flags & LF_SYN) != 0 && (v->flags & LF_RST) == 0;
    bool fin = (v->flags & LF_FIN) != 0 && (v->flags & LF_RST) == 0;
    bool ack = (v->flags & LF_ACK) != 0;

    CHECK(v->handshake_step != 1 || (syn && !ack), "frame %u", v->frame);
    CHECK(v->handshake_step != 2 || (syn && ack), "frame %u", v->frame);
    CHECK(v->handshake_step != 3 || ack, "frame %u", v->frame);
    CHECK(!syn || v->handshake_step != 0, "frame %u", v->frame);
    CHECK((v->teardown_steps & 1 << 1) == 0 || fin, "frame %u", v->frame);
    CHECK((v->teardown_steps & 1 << 3) == 0 || fin, "frame %u", v->frame);
    CHECK((v->teardown_steps & (1 << 2 | 1 << 4)) == 0 || ack, "frame %u", v->frame);
    CHECK(v->teardown_steps == 0 || v->teardown_initiator != LF_ROLE_UNKNOWN ||
              v->role == LF_ROLE_UNKNOWN,
          "frame %u", v->frame);
    CHECK(v->phase != LF_PH_RESET || (v->flags & LF_RST) != 0, "frame %u", v->frame);
}

static void check_sequence(const lf_verdict *v)
{
    int32_t delta = (int32_t)(v->seq_actual - v->seq_expected);

    CHECK(v->seq_verdict < LF_SEQ_COUNT, "%d", (int)v->seq_verdict);
    if (!v->has_seq_expected)
        CHECK(v->seq_verdict == LF_SEQ_UNKNOWN || v->seq_verdict == LF_SEQ_MATCH, "frame %u: %s",
              v->frame, lf_seq_verdict_name(v->seq_verdict));
    else if (v->seq_verdict == LF_SEQ_MATCH)
        CHECK(delta == 0, "frame %u: match by %d", v->frame, delta);
    else if (v->seq_verdict == LF_SEQ_GAP)
        CHECK(delta > 0, "frame %u: gap of %d", v->frame, delta);
    else if (v->seq_verdict == LF_SEQ_KEEP_ALIVE)
        CHECK(delta == -1, "frame %u: keep-alive at %d", v->frame, delta);
}

static void check_acknowledgement(const lf_verdict *v)
{
    int32_t delta = (int32_t)(v->ack_actual - v->ack_expected);

    CHECK(v->ack_verdict < LF_ACK_COUNT, "%d", (int)v->ack_verdict);
    CHECK(((v->flags & LF_ACK) == 0) == (v->ack_verdict == LF_ACK_NONE), "frame %u", v->frame);
    CHECK(v->has_ack_expected == (v->ack_verdict > LF_ACK_UNKNOWN), "frame %u", v->frame);
    if (v->ack_verdict == LF_ACK_MATCH)
        CHECK(delta == 0, "frame %u: match by %d", v->frame, delta);
    else if (v->ack_verdict == LF_ACK_LAGGING)
        CHECK(delta < 0, "frame %u: lagging by %d", v->frame, delta);
    else if (v->ack_verdict == LF_ACK_AHEAD)
        CHECK(delta > 0, "frame %u: ahead by %d", v->frame, delta);
}

/* A segment of the other end in `frame`, at `seq` where that is told. */
static bool is_there(const judged *all, uint32_t count, uint32_t frame, const uint32_t *seq)
{
    const judged *now = &all[count - 1];

    for (uint32_t i = 0; i + 1 < count; i++) {
        const judged *at = &all[i];

        if (at->verdict.frame == frame && at->sent.stream == now->sent.stream &&
            at->sent.segment.dir != now->sent.segment.dir &&
            (seq == NULL || at->verdict.seq_actual == *seq))
            return true;
    }
    return false;
}

static void check_links(const judged *all, uint32_t count)
{
    const lf_verdict *v = &all[count - 1].verdict;
    const lf_formula *f = &v->formula;

    if (v->ack_frame != 0)
        CHECK(is_there(all, count, v->ack_frame, NULL), "frame %u acknowledges frame %u", v->frame,
              v->ack_frame);
    if (f->frame == 0)
        return;
    CHECK(v->ack_actual == f->seq + f->len + (f->syn ? 1 : 0) + (f->fin ? 1 : 0),
          "frame %u: %u is not %u + %u", v->frame, v->ack_actual, f->seq, f->len);
    CHECK(f->len <= f->whole, "frame %u: %u of %u", v->frame, f->len, f->whole);
    CHECK(is_there(all, count, f->frame, &f->seq), "frame %u adds to %u of frame %u", v->frame,
          f->seq, f->frame);
}

/* For whoever looks into a finding: LABFLOW_FUZZ_SHOW=1 in the environment. */
static void show(const judged *now)
{
    static const char letters[] = "FSRPAUEC";
    const lf_segment *s = &now->sent.segment;
    const lf_verdict *v = &now->verdict;
    lf_text said;

    fprintf(stderr, "%u: stream %u end %u ", v->frame, now->sent.stream, s->dir);
    for (int i = 0; i < 8; i++)
        if ((s->flags >> i & 1) != 0)
            fputc(letters[i], stderr);
    fprintf(stderr, " seq %u (%u) ack %u (%u) len %u%s id %u time %lld: ", v->seq_actual, s->seq,
            v->ack_actual, s->ack, s->len, s->len_known ? "" : "?", s->ip_id,
            (long long)s->time_ns);
    for (int i = 0; i < 2; i++)
        fprintf(stderr, "%s -> %s, ", lf_state_name(state_of(v, v->before, i == 0)),
                lf_state_name(state_of(v, v->after, i == 0)));
    lf_text_start(&said);
    lf_explain(v, LF_EN, &said);
    fprintf(stderr, "%s: %s\n", lf_role_name(v->role), said.at);
}

void rules_check(const judged *all, uint32_t count)
{
    const judged *now = &all[count - 1];
    const lf_verdict *v = &now->verdict;

    if (getenv("LABFLOW_FUZZ_SHOW") != NULL)
        show(now);
    CHECK(v->frame == now->sent.segment.frame && v->flags == now->sent.segment.flags, "frame %u",
          v->frame);
    CHECK(v->len == now->sent.segment.len, "frame %u: %u", v->frame, v->len);
    check_enumerators(v);
    check_steps(v);
    check_states(now, previous(all, count));
    check_sequence(v);
    check_acknowledgement(v);
    check_links(all, count);
}

static void check_text(const lf_text *text, bool may_be_empty)
{
    CHECK(may_be_empty || text->len > 0, "nothing is said");
    CHECK(text->len == strlen(text->at), "%s", text->at);
    CHECK(g_utf8_validate(text->at, -1, NULL), "%s", text->at);
    CHECK(strpbrk(text->at, "{}\r\n") == NULL, "%s", text->at);
}

void rules_check_words(const lf_verdict *verdict)
{
    lf_text text;

    for (int language = LF_EN; language < LF_LANGUAGES; language++) {
        lf_text_start(&text);
        lf_explain(verdict, (lf_language)language, &text);
        check_text(&text, false);
    }
    lf_text_start(&text);
    lf_explain_formula(verdict, &text);
    check_text(&text, verdict->formula.frame == 0);
    lf_text_start(&text);
    lf_steps_add(verdict, &text);
    check_text(&text, false);
    for (unsigned slot = 0; slot < 2; slot++) {
        bool changed;

        lf_text_start(&text);
        changed = lf_explain_transition(verdict, slot, &text);
        check_text(&text, !changed);
    }
}

static void check_same_words(const lf_verdict *one, const lf_verdict *two)
{
    lf_text said[2];

    for (int i = 0; i < 2; i++) {
        lf_text_start(&said[i]);
        lf_explain(i == 0 ? one : two, LF_EN, &said[i]);
    }
    CHECK(strcmp(said[0].at, said[1].at) == 0, "frame %u: %s, kept: %s", one->frame, said[0].at,
          said[1].at);
}

#define SAME(member)                                                                               \
    CHECK(one->member == two->member, "frame %u: %lld and %lld", one->frame,                       \
          (long long)one->member, (long long)two->member)

static void check_same_label(const lf_verdict *one, const lf_verdict *two)
{
    SAME(anomalies);
    SAME(later);
    for (int i = 0; i < 2; i++) {
        SAME(before[i]);
        SAME(after[i]);
    }
    SAME(phase);
    SAME(role);
    SAME(second);
    SAME(role_guessed);
    SAME(handshake_step);
    SAME(handshake_kind);
    SAME(teardown_steps);
    SAME(teardown_kind);
    SAME(teardown_initiator);
    SAME(conn_state);
    SAME(close_reason);
    CHECK(strcmp(one->conn_history, two->conn_history) == 0, "frame %u: %s and %s", one->frame,
          one->conn_history, two->conn_history);
}

static void check_same(const lf_verdict *one, const lf_verdict *two)
{
    CHECK(one->frame == two->frame, "%u and %u", one->frame, two->frame);
    check_same_label(one, two);
    SAME(has_rtt);
    SAME(rtt_ns);
    SAME(seq_verdict);
    SAME(has_seq_expected);
    SAME(seq_expected);
    SAME(seq_actual);
    SAME(ack_verdict);
    SAME(has_ack_expected);
    SAME(ack_expected);
    SAME(ack_actual);
    SAME(ack_duplicate);
    SAME(ack_frame);
    SAME(formula.frame);
    SAME(formula.seq);
    SAME(formula.len);
    SAME(formula.whole);
    SAME(formula.syn);
    SAME(formula.fin);
}

void rules_check_same(const lf_verdict *one, const lf_verdict *two)
{
    check_same(one, two);
    SAME(unacked[0]);
    SAME(unacked[1]);
    SAME(len);
    SAME(flags);
    SAME(both_seen);
}

void rules_check_kept(const lf_verdict *one, lf_verdict *kept)
{
    check_same(one, kept);
    kept->len = one->len;
    kept->flags = one->flags;
    check_same_words(one, kept);
}
