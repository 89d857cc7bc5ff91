/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a segment does for the connection: handshake and teardown steps, kinds, the phase, and why
 * the connection closed. Runs after both machines have moved.
 */
#include "connection.h"

static void set_kind(lf_step *step, lf_handshake_kind kind)
{
    step->connection->handshake_kind = (uint8_t)kind;
}

static void handshake_syn(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_connection *c = step->connection;

    step->verdict->handshake_step = 1;
    if (step->facts.syn_again && c->handshake_kind == LF_HS_REFUSED) {
        set_kind(step, LF_HS_INCOMPLETE); /* another attempt */
        c->close_reason = LF_CLOSE_NONE;
        c->first_syn_ns = s->time_ns;
        c->syn_repeated = false;
        return;
    }
    if (step->facts.syn_again) {
        c->syn_repeated = true;
        lf_step_note(step, LF_AN_BIT(SYN_RETRANSMITTED));
        return;
    }
    if (s->len > 0 || s->tfo_cookie)
        c->early_data = true;
    if (s->len > 0) {
        c->fast_open = s->tfo_option;
        lf_step_note(step, LF_AN_BIT(FAST_OPEN_DATA));
    }
    if (step->to->active && !step->to->beyond_syn) {
        set_kind(step, LF_HS_SIMULTANEOUS);
        lf_step_note(step, LF_AN_BIT(SIMULTANEOUS_OPEN));
        return;
    }
    c->first_syn_ns = s->time_ns;
    c->syn_timed = true;
    set_kind(step, c->fast_open ? LF_HS_FAST_OPEN : LF_HS_INCOMPLETE);
}

/* How long the answer to a SYN takes to get here: it is known of a SYN that was sent once. */
static void time_answer(lf_step *step)
{
    lf_connection *c = step->connection;

    if (c->syn_timed && !c->syn_repeated && !step->facts.syn_again)
        c->answer_ns = step->segment->time_ns - c->first_syn_ns;
}

static void handshake_syn_ack(lf_step *step)
{
    lf_connection *c = step->connection;

    time_answer(step);
    step->verdict->handshake_step = 2;
    if (step->facts.syn_again)
        lf_step_note(step, LF_AN_BIT(SYN_ACK_RETRANSMITTED));
    if (!step->facts.ack_fits)
        lf_step_note(step, LF_AN_BIT(SYN_ACK_WRONG_NUMBER));
    else if (c->early_data && step->verdict->formula.len > 0)
        c->fast_open = true; /* RFC 7413 section 3: the server took the SYN's data */
    if (c->fast_open)
        set_kind(step, LF_HS_FAST_OPEN);
    else if (c->handshake_kind == LF_HS_UNSEEN)
        set_kind(step, LF_HS_INCOMPLETE);
}

static void note_completed(lf_step *step)
{
    lf_connection *c = step->connection;

    c->completed = true;
    if (c->handshake_kind == LF_HS_INCOMPLETE || c->handshake_kind == LF_HS_REFUSED)
        set_kind(step, LF_HS_THREE_WAY);
}

static void handshake_complete(lf_step *step)
{
    lf_connection *c = step->connection;
    lf_verdict *v = step->verdict;

    if (c->client != LF_NOBODY && c->syn_timed) {
        v->has_rtt = true;
        v->rtt_ns = step->segment->time_ns - c->first_syn_ns;
    }
    c->completed_ns = step->segment->time_ns;
    note_completed(step);
}

static void run_handshake(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_connection *c = step->connection;

    if (f->syn && !f->ack)
        handshake_syn(step);
    if (f->syn && f->ack) {
        handshake_syn_ack(step);
        if (c->handshake_kind == LF_HS_SIMULTANEOUS && !c->completed &&
            step->from->state == LF_ST_ESTABLISHED && step->to->state == LF_ST_ESTABLISHED)
            handshake_complete(step);
    }
    if (f->proves_completed && !c->completed && !c->hazy)
        note_completed(step);
    if (f->completes && !c->hazy) {
        step->verdict->handshake_step = 3;
        handshake_complete(step);
    }
    if (!f->refuses || f->rejects)
        return;
    set_kind(step, LF_HS_REFUSED);
    lf_step_note(step, LF_AN_BIT(REFUSED));
}

static void teardown_fin(lf_step *step)
{
    lf_connection *c = step->connection;
    const lf_facts *f = &step->facts;
    lf_verdict *v = step->verdict;

    if (step->to->fin_possible && step->to->fin_likely && !step->to->fin_sent)
        return; /* the first FIN, or the second: the capture cannot tell */
    if (c->teardown_initiator == LF_NOBODY) {
        uint8_t dir = step->segment->dir;

        /* With this FIN it is clear that the other one was the first. */
        c->teardown_initiator = step->to->fin_sent ? lf_other(dir) : dir;
    }
    if (!step->to->fin_sent) {
        v->teardown_steps |= 1 << 1;
        if (!c->reset)
            c->teardown_kind = LF_TD_HALF_CLOSED;
        return;
    }
    v->teardown_steps |= 1 << 3;
    if (c->reset)
        return;
    if (!f->covers_fin) {
        c->teardown_kind = LF_TD_SIMULTANEOUS;
        lf_step_note(step, LF_AN_BIT(SIMULTANEOUS_CLOSE));
        return;
    }
    c->teardown_kind = f->newly_covers_fin ? LF_TD_THREE_SEGMENT : LF_TD_FOUR_SEGMENT;
}

static void note_half_closed(lf_step *step)
{
    lf_connection *c = step->connection;

    if (c->half_closed_noted || !step->facts.new_octets || !step->to->fin_sent ||
        step->from->fin_sent || step->from->state != LF_ST_CLOSE_WAIT || !step->to->fin_acked)
        return;
    c->half_closed_noted = true;
    lf_step_note(step, LF_AN_BIT(HALF_CLOSED));
}

static void run_teardown(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_connection *c = step->connection;

    if (f->newly_covers_fin && c->teardown_initiator != LF_NOBODY) {
        bool first = c->teardown_initiator == lf_other(step->segment->dir);
        step->verdict->teardown_steps |= (uint8_t)(1 << (first ? 2 : 4));
    }
    if (f->fin && f->fin_new)
        teardown_fin(step);
    if (f->fin_again) {
        lf_step_note(step, LF_AN_BIT(FIN_RETRANSMITTED));
        step->to->fin_answer_due = true;
    }
    if (f->ack && f->plain && step->to->fin_sent && !step->to->fin_acked && !c->reset)
        lf_step_note(step, LF_AN_BIT(FIN_NOT_COVERED));
    note_half_closed(step);
}

static void run_reset(lf_step *step)
{
    lf_connection *c = step->connection;
    uint8_t dir = step->segment->dir;
    lf_role role = lf_role_of(c, dir);

    if (!step->facts.rst_obeyed || step->facts.was_ended)
        return;
    if (step->facts.rejects)
        return;
    if (step->facts.refuses) {
        c->close_reason = LF_CLOSE_REFUSED;
        return;
    }
    if (step->from->fin_acked && step->to->fin_sent && !step->to->fin_acked)
        lf_step_note(step, LF_AN_BIT(RST_FOR_LAST_ACK));
    if (lf_numbers_unacked(step->from) > 0 || lf_numbers_unacked(step->to) > 0)
        lf_step_note(step, LF_AN_BIT(RST_OUTSTANDING));
    if (c->handshake_kind != LF_HS_UNSEEN && !c->completed)
        lf_step_note(step, LF_AN_BIT(HANDSHAKE_INCOMPLETE));
    c->reset = true;
    c->teardown_kind = LF_TD_RESET;
    if (c->teardown_initiator == LF_NOBODY)
        c->teardown_initiator = dir;
    if (role != LF_ROLE_UNKNOWN)
        c->close_reason = role == LF_CLIENT ? LF_CLOSE_CLIENT_ABORT : LF_CLOSE_SERVER_ABORT;
}

/* A FIN is the application's word. With HTTP or TLS the message above may give a better reason,
 * and without the beginning of the connection nobody knows what it carried. */
static void run_close_reason(lf_step *step)
{
    lf_connection *c = step->connection;

    if (step->segment->hint > LF_PAYLOAD_OTHER)
        c->opaque = true;
    if (step->facts.fin_new && c->close_reason == LF_CLOSE_NONE && !c->opaque && c->completed)
        c->close_reason = LF_CLOSE_APPLICATION;
}

static lf_phase phase_of(const lf_step *step)
{
    const lf_facts *f = &step->facts;

    if (f->syn || f->completes || f->refuses)
        return LF_PH_HANDSHAKE;
    if (f->rst)
        return f->was_ended ? LF_PH_CLOSED : f->rst_obeyed ? LF_PH_RESET : LF_PH_TRANSFER;
    if (f->fin_new || f->fin_again || f->newly_covers_fin)
        return LF_PH_TEARDOWN;
    if (f->plain && f->covers_fin && step->from->fin_answer_due)
        return LF_PH_TEARDOWN; /* the ACK of the FIN, sent again */
    return f->was_ended ? LF_PH_CLOSED : LF_PH_TRANSFER;
}

static bool window_is_closed(const lf_end *end)
{
    return end->ack_sent && end->window == 0;
}

static void note_rest(lf_step *step)
{
    const lf_facts *f = &step->facts;
    const lf_segment *s = step->segment;
    lf_end *from = step->from;
    lf_end *to = step->to;
    bool probing = window_is_closed(to);

    if (f->was_ended && s->len > 0 && !f->syn)
        lf_step_note(step, LF_AN_BIT(DATA_ON_CLOSED));
    if (step->verdict->ack_duplicate)
        lf_step_note(step, LF_AN_BIT(DUPLICATE_ACK));
    if (s->window == 0 && !f->syn && !f->rst && !f->fin)
        lf_step_note(step, LF_AN_BIT(ZERO_WINDOW));
    if (probing && !f->syn && !f->fin && !f->rst && (f->keep_alive || s->len == 1))
        lf_step_note(step, LF_AN_BIT(ZERO_WINDOW_PROBE));
    else if (f->keep_alive)
        lf_step_note(step, LF_AN_BIT(KEEP_ALIVE));
    if (f->plain && from->challenge_due)
        lf_step_note(step, LF_AN_BIT(CHALLENGE_ACK));
    if (f->plain && !f->keep_alive && from->probe_answer_due)
        lf_step_note(step, LF_AN_BIT(KEEP_ALIVE_ANSWER));
}

static void settle_dues(lf_step *step)
{
    const lf_facts *f = &step->facts;

    if (f->plain)
        step->from->challenge_due = step->from->fin_answer_due = false;
    if (f->plain && step->connection->syn_answer_due == step->segment->dir)
        step->connection->syn_answer_due = LF_NOBODY;
    step->from->probe_answer_due = false;
    if (f->keep_alive && !window_is_closed(step->to))
        step->to->probe_answer_due = true;
}

/* A copy is shown where its segment belongs. */
static void run_copy(lf_step *step)
{
    if (step->facts.syn)
        step->verdict->handshake_step = step->facts.ack ? 2 : 1;
    lf_step_note(step, LF_AN_BIT(DUPLICATE_FRAME));
}

static void run_event(lf_step *step)
{
    run_handshake(step);
    run_teardown(step);
    run_reset(step);
    run_close_reason(step);
    note_rest(step);
}

void lf_phases_run(lf_step *step)
{
    lf_connection *c = step->connection;
    lf_verdict *v = step->verdict;

    if (step->facts.copy)
        run_copy(step);
    else
        run_event(step);
    v->phase = phase_of(step);
    if (!step->facts.copy)
        settle_dues(step);
    v->handshake_kind = (lf_handshake_kind)c->handshake_kind;
    v->teardown_kind = (lf_teardown_kind)c->teardown_kind;
    v->teardown_initiator = lf_role_of(c, c->teardown_initiator);
    v->close_reason = (lf_close_reason)c->close_reason;
}
