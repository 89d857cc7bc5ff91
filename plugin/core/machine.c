/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which events a segment is for the two endpoint machines. What an event does to a state is said
 * in plugin/data/transitions.def alone.
 */
#include "connection.h"

static bool fire(lf_end *end, lf_event event)
{
    lf_state before = (lf_state)end->state;

    end->state = (uint8_t)lf_endpoint_next(before, event);
    return end->state != before;
}

static bool is_synchronized(const lf_end *end)
{
    return end->state >= LF_ST_ESTABLISHED;
}

static void expire_time_wait(lf_step *step)
{
    lf_connection *c = step->connection;

    if (step->segment->time_ns - c->time_wait_ns <= lf_tracker_2msl(step->tracker))
        return;
    for (int i = 0; i < 2; i++)
        fire(&c->end[i], LF_EV_TIMEOUT_2MSL);
}

static void run_syn(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_end *to = step->to;

    if (!f->syn_again)
        fire(from, LF_EV_SEND_SYN);
    else if (f->syn_repeats || step->connection->ended)
        fire(from, LF_EV_SEND_SYN_AGAIN);
    from->active = true;
    from->has_bad_ack = false;
    if (is_synchronized(to) && to->state != LF_ST_TIME_WAIT)
        to->challenge_due = true; /* RFC 5961 section 4.2 */
    fire(to, LF_EV_RECV_SYN);
}

/* RFC 9293 section 3.10.7.3: what came with a SYN is processed once the ends are synchronized, be
 * it the FIN of this SYN+ACK or that of the SYN which it answers. */
static void run_fin_beside_syn(lf_step *step)
{
    const lf_facts *f = &step->facts;

    if (step->to->fin_sent)
        fire(step->to, LF_EV_SEND_FIN);
    if (f->covers_fin)
        fire(step->to, LF_EV_RECV_ACK_OF_FIN);
    if (f->fin) {
        if (f->covers_fin)
            fire(step->from, LF_EV_RECV_FIN);
        fire(step->from, LF_EV_SEND_FIN);
        fire(step->to, LF_EV_RECV_FIN);
    }
}

/* A SYN+ACK that comes again shows that the ACK of the first had not arrived when it was sent. It
 * does not show that this ACK never did, unless it had the time to get there and the SYN+ACK to get
 * here. */
static bool ack_may_be_under_way(const lf_step *step)
{
    const lf_connection *c = step->connection;

    return c->completed && step->segment->time_ns - c->completed_ns < c->answer_ns;
}

static void run_syn_ack(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_end *to = step->to;

    if (from->inherited)
        from->state = LF_ST_LISTEN; /* so the old incarnation was gone */
    from->inherited = false;
    fire(from, LF_EV_SEND_SYN_ACK);
    if (f->syn_repeats && ack_may_be_under_way(step))
        step->connection->syn_answer_due = lf_other(step->segment->dir);
    else if (f->syn_repeats)
        fire(from, LF_EV_SEND_SYN_ACK_AGAIN);
    if (!f->ack_fits) {
        to->bad_ack = step->segment->ack;
        to->has_bad_ack = true;
        return;
    }
    to->has_bad_ack = false;
    fire(to, LF_EV_RECV_SYN_ACK);
    run_fin_beside_syn(step);
}

static lf_event fin_event(const lf_step *step)
{
    if (step->facts.fin_again)
        return LF_EV_SEND_FIN_AGAIN;
    if (step->to->fin_sent && !step->facts.covers_fin)
        return LF_EV_SEND_FIN_CROSSING;
    return LF_EV_SEND_FIN;
}

/* A FIN that crossed the other end's may be captured behind the ACK of that one, which overtook it.
 */
static void run_own_fin(lf_step *step)
{
    lf_event event = fin_event(step);

    fire(step->from, event);
    if (event == LF_EV_SEND_FIN_CROSSING && step->to->fin_acked)
        fire(step->from, LF_EV_RECV_FIN);
}

/* What its ACK and payload show of the sender. */
static void run_sender(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_end *to = step->to;

    if (f->ack && !f->ack_fits && to->state == LF_ST_SYN_SENT) {
        to->bad_ack = step->segment->ack;
        to->has_bad_ack = true;
        from->challenge_due = true; /* it answers a SYN that it does not accept */
        if (!from->syn_sent)
            fire(from, LF_EV_SEND_FOREIGN_ACK);
        return;
    }
    if (f->ack && f->ack_fits && !from->has_bad_ack)
        fire(from, LF_EV_SEND_ACK);
    if (f->ack && f->ack_fits && f->new_octets && !step->connection->early_data &&
        fire(from, LF_EV_SEND_DATA))
        step->facts.proves_completed = true;
}

/* The ACK of a SYN completes the handshake; that of an end which closed in SYN-RECEIVED (RFC 9293
 * section 3.10.4) moves no state by itself. */
static bool completes(const lf_step *step, bool moved)
{
    const lf_end *to = step->to;

    return moved || (!step->connection->completed && !step->facts.proves_completed &&
                     to->syn_sent && to->fin_sent && to->state >= LF_ST_FIN_WAIT_1 &&
                     to->una > lf_pos_near(to->una, to->base));
}

/* The ACK that completes the handshake, sent again since the SYN+ACK has come again. */
static bool answers_syn_ack(const lf_step *step)
{
    const lf_segment *s = step->segment;

    return step->connection->syn_answer_due == s->dir && step->facts.plain &&
           s->ack == step->to->base + 1;
}

static void run_synchronized(lf_step *step)
{
    lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_end *to = step->to;

    if (f->covers_fin)
        fire(from, LF_EV_RECV_FIN); /* it could not acknowledge what it had not received */
    run_sender(step);
    if (f->fin && (f->fin_new || f->fin_again))
        run_own_fin(step);
    if (f->ack && f->ack_fits)
        f->completes = completes(step, fire(to, LF_EV_RECV_ACK_OF_SYN)) || answers_syn_ack(step);
    if (f->covers_fin)
        fire(to, LF_EV_RECV_ACK_OF_FIN);
    if (from->fin_sent && from->nxt > from->fin &&
        (f->in_order_fin || lf_pos_near(from->nxt, step->segment->seq) > from->fin))
        fire(to, LF_EV_RECV_FIN);
}

/* RFC 9293 sections 3.10.7.3 and 3.10.7.4 with RFC 5961 section 3.2. An observer knows RCV.NXT of
 * `to` only as lying between what `to` last acknowledged and what it was sent. */
static bool rst_is_acceptable(const lf_step *step)
{
    const lf_segment *s = step->segment;
    const lf_end *from = step->from;
    const lf_end *to = step->to;
    lf_pos seq;

    if (to->state == LF_ST_SYN_SENT)
        return step->facts.ack && step->facts.ack_fits;
    if (!from->nxt_known || (to->ack_sent && s->seq == to->ack))
        return true;
    seq = lf_pos_near(from->nxt, s->seq);
    return seq >= from->una && seq <= from->max;
}

static void run_rst(lf_step *step)
{
    lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_end *to = step->to;
    bool answers_bad_ack =
        from->state == LF_ST_SYN_SENT && from->has_bad_ack && step->segment->seq == from->bad_ack;
    bool to_opening = to->state == LF_ST_SYN_SENT || to->state == LF_ST_SYN_RECEIVED;

    if (!rst_is_acceptable(step) && !answers_bad_ack && !f->was_ended) {
        to->challenge_due = is_synchronized(to) || to->state == LF_ST_SYN_RECEIVED;
        lf_step_note(step, to->state == LF_ST_SYN_SENT ? LF_AN_BIT(RST_WRONG_ACK)
                                                       : LF_AN_BIT(RST_OUT_OF_WINDOW));
        return;
    }
    f->rst_obeyed = true;
    f->rejects = answers_bad_ack;
    f->refuses = (answers_bad_ack && to->syn_ack_sent) ||
                 (to_opening && (to->state == LF_ST_SYN_SENT || from->state == LF_ST_SYN_RECEIVED ||
                                 from->state == LF_ST_LISTEN));
    if (from->state == LF_ST_SYN_RECEIVED && !from->active && to->syn_sent)
        f->refuses = true; /* the passive end gives up an opening that it had answered */
    if (!answers_bad_ack)
        fire(from, LF_EV_SEND_RST);
    fire(to,
         to->state == LF_ST_SYN_RECEIVED && !to->active ? LF_EV_RECV_RST_PASSIVE : LF_EV_RECV_RST);
    from->inherited = to->inherited = false;
}

static void prove_open(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_connection *c = step->connection;

    if (f->new_octets || f->fin_new || f->syn)
        step->from->open_proven = true;
    if (f->syn || f->rst_obeyed || (step->from->open_proven && step->to->open_proven))
        c->hazy = false;
}

static bool is_done(const lf_end *end)
{
    return end->state == LF_ST_CLOSED || end->state == LF_ST_TIME_WAIT ||
           end->state == LF_ST_LISTEN;
}

static void track_end(lf_step *step, const lf_state before[2])
{
    lf_connection *c = step->connection;

    for (int i = 0; i < 2; i++) {
        if (c->end[i].state == LF_ST_TIME_WAIT && before[i] != LF_ST_TIME_WAIT)
            c->time_wait_ns = step->segment->time_ns;
    }
    c->ended = is_done(step->from) && is_done(step->to);
}

void lf_machine_run(lf_step *step)
{
    const lf_facts *f = &step->facts;
    lf_connection *c = step->connection;
    lf_state before[2];

    if (f->copy)
        return;
    for (int i = 0; i < 2; i++)
        before[i] = (lf_state)c->end[i].state;
    if (c->ended)
        expire_time_wait(step);
    if (f->rst)
        run_rst(step);
    else if (f->syn && f->ack)
        run_syn_ack(step);
    else if (f->syn)
        run_syn(step);
    else
        run_synchronized(step);
    prove_open(step);
    track_end(step, before);
}
