/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Expected against actual: sequence and acknowledgement numbers (RFC 9293 section 3.4).
 */
#include "connection.h"
#include "connections.h"

/* While the other end has not been seen at all, no more segments than this wait for its ACK: in a
 * one-sided capture it will never come. */
#define ONE_SIDED_MAX 64

static lf_ranges *ranges_of(lf_step *step, lf_end *end)
{
    if (end->above == NULL)
        end->above = wmem_new0(lf_tracker_scope(step->tracker), lf_ranges);
    return end->above;
}

static void advance(lf_step *step, lf_end *end, lf_pos next)
{
    if (next <= end->nxt)
        return;
    if (end->above_is_holes) {
        end->nxt = next;
        end->max = MAX(end->max, next);
        return;
    }
    end->nxt = end->above == NULL ? next : lf_ranges_advance(end->above, next);
    if (end->nxt > end->max)
        end->max = end->nxt;
    if (end->above != NULL && end->above->count == 0) {
        lf_ranges_clear(lf_tracker_scope(step->tracker), end->above);
        wmem_free(lf_tracker_scope(step->tracker), end->above);
        end->above = NULL;
    }
}

static void add_hole(lf_step *step, lf_end *end, lf_pos left, lf_pos right)
{
    wmem_allocator_t *scope = lf_tracker_scope(step->tracker);
    lf_pos given_up = lf_ranges_add(scope, end->holes, left, right);

    if (given_up > 0)
        lf_ranges_advance(end->holes, given_up);
}

/* What lies between `nxt` and the ACK and is not in the capture may still come. */
static void note_holes(lf_step *step, lf_end *end, lf_pos ack)
{
    const lf_ranges *above = end->above_is_holes ? NULL : end->above;
    lf_pos next = end->nxt;

    if (end->holes == NULL)
        end->holes = wmem_new0(lf_tracker_scope(step->tracker), lf_ranges);
    for (size_t i = 0; above != NULL && i < above->count && above->item[i].left < ack; i++) {
        add_hole(step, end, next, above->item[i].left);
        next = above->item[i].right;
    }
    add_hole(step, end, next, ack);
}

/* The FIN that this end seemed to send was none of this connection. */
static void forget_fin(lf_step *step)
{
    lf_connection *c = step->connection;

    step->from->fin_sent = step->from->fin_acked = false;
    if (c->reset || c->teardown_initiator != step->segment->dir)
        return;
    c->teardown_initiator = LF_NOBODY;
    c->teardown_kind = LF_TD_NONE;
}

/* Wireshark's rule for what is 0: the ISN, or one less than the first number seen of an end. */
static void set_bases(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_end *from = step->from;
    bool syn_ack = step->facts.syn && step->facts.ack;

    if (syn_ack && from->base_known && from->base != s->seq) {
        /* A SYN+ACK with another ISN: an answer of its own, its numbers start afresh. */
        from->base = s->seq;
        from->nxt_known = false;
        from->una_known = false;
        from->sum.frame = 0;
        lf_connections_give_queue(lf_tracker_connections(step->tracker), from);
        if (from->above != NULL)
            lf_ranges_clear(lf_tracker_scope(step->tracker), from->above);
        if (from->holes != NULL)
            lf_ranges_clear(lf_tracker_scope(step->tracker), from->holes);
        if (from->fin_sent) {
            from->state = LF_ST_LISTEN; /* it opens only now, so it has not closed */
            forget_fin(step);
        }
    }
    if (!s->len_known)
        return;
    if (!from->base_known) {
        from->base = (s->flags & LF_SYN) != 0 ? s->seq : s->seq - 1;
        from->base_known = true;
    }
    if (!step->to->base_known && (s->flags & LF_ACK) != 0) {
        step->to->base = s->ack - 1;
        step->to->base_known = true;
    }
}

/* A SYN was answered with an ACK of something else, and its supposed sender goes on from there: the
 * SYN was not its own (RFC 5961 section 4), and the connection before it lives on. */
static void take_up_old_connection(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_end *from = step->from;

    if (from->state != LF_ST_SYN_SENT || !from->has_bad_ack || s->seq != from->bad_ack ||
        step->facts.syn || step->facts.rst || !step->facts.ack)
        return;
    from->nxt = from->max = from->una = lf_pos_start(s->seq);
    from->has_bad_ack = false;
    if (from->fin_sent)
        forget_fin(step); /* it came with that SYN */
    lf_connections_give_queue(lf_tracker_connections(step->tracker), from);
    step->connection->handshake_kind = LF_HS_UNSEEN;
}

/* An ACK beyond the SYN of an end in SYN-RECEIVED is not believed (RFC 9293 section 3.10.7.4: it
 * would be answered with a RST). But if that end goes on from there, it had sent what the ACK
 * covers, and the capture lacks that together with the ACK that completed the handshake. */
static void believe_early_ack(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_end *from = step->from;
    lf_pos ack;

    if (from->state != LF_ST_SYN_RECEIVED || !from->syn_sent || from->beyond_syn ||
        !step->to->ack_sent || !step->facts.ack || step->facts.syn || step->facts.rst ||
        (s->len == 0 && !step->facts.fin))
        return;
    ack = lf_pos_near(from->nxt, step->to->ack);
    if (ack <= from->nxt || lf_pos_near(from->nxt, s->seq) < ack)
        return;
    step->facts.proves_completed = true;
    note_holes(step, from, ack);
    advance(step, from, ack);
    from->una = ack;
    from->fin_possible = false;
}

static bool looks_like_keep_alive(const lf_step *step, lf_pos start)
{
    const lf_end *from = step->from;
    const lf_facts *f = &step->facts;

    if (f->syn || f->fin || f->rst || f->copy || step->connection->ended)
        return false;
    if (step->segment->len > (from->fin_sent ? 0 : 1) || (from->fin_sent && !from->fin_acked))
        return false;
    return start == from->nxt - 1 && from->una_known && from->una == from->nxt &&
           from->state >= LF_ST_ESTABLISHED;
}

static lf_seq_verdict judge_sequence(lf_step *step, lf_pos start, lf_pos end)
{
    const lf_end *from = step->from;

    if (start == from->nxt)
        return LF_SEQ_MATCH;
    if (start > from->nxt) {
        bool held =
            from->above != NULL && !from->above_is_holes && lf_ranges_hold(from->above, start, end);
        return held && end > start ? LF_SEQ_RETRANSMISSION : LF_SEQ_GAP;
    }
    if (looks_like_keep_alive(step, start)) {
        step->facts.keep_alive = true;
        return LF_SEQ_KEEP_ALIVE;
    }
    if (end > start && from->above_is_holes && lf_ranges_hold(from->above, start, end))
        return LF_SEQ_UNKNOWN; /* late, or sent again: only the other end's ACKs would tell */
    if (end > start && from->holes != NULL && lf_ranges_hold(from->holes, start, end))
        return LF_SEQ_UNKNOWN; /* captured behind its ACK, or sent again */
    return end > start && end <= from->nxt ? LF_SEQ_RETRANSMISSION : LF_SEQ_OVERLAP;
}

static void note_fin(lf_step *step, lf_pos end)
{
    lf_end *from = step->from;

    if (!from->fin_sent) {
        from->fin_sent = true;
        from->fin = end - 1;
        step->facts.fin_new = true;
        return;
    }
    step->facts.fin_again = true;
}

static void wait_for_ack(lf_step *step, lf_pos end, uint32_t space)
{
    lf_end *from = step->from;
    lf_sent sent = {
        .end = end,
        .space = space,
        .record = step->segment->record,
        .frame = step->segment->frame,
        .syn = step->facts.syn,
        .fin = step->facts.fin,
    };

    if (from->sent == NULL)
        from->sent = lf_connections_take_queue(lf_tracker_connections(step->tracker));
    if (!step->to->seen && from->sent->count >= ONE_SIDED_MAX)
        lf_outstanding_drop_first(from->sent);
    lf_outstanding_add(lf_tracker_scope(step->tracker), from->sent, &sent);
}

/* Takes in the octets [start, end), all of them or the part that is new. */
static void take_in(lf_step *step, lf_pos start, lf_pos end)
{
    lf_end *from = step->from;
    lf_pos given_up;

    if (end > from->max)
        from->max = end;
    if (from->holes != NULL)
        lf_ranges_remove(lf_tracker_scope(step->tracker), from->holes, start, end);
    if (start <= from->nxt) {
        advance(step, from, end);
        return;
    }
    if (!step->to->seen) {
        /* One-sided so far: no ACK will ever tell that a hole was filled. Go on behind it. */
        from->above_is_holes = true;
        lf_ranges_add(lf_tracker_scope(step->tracker), ranges_of(step, from), from->nxt, start);
        advance(step, from, end);
        return;
    }
    given_up = lf_ranges_add(lf_tracker_scope(step->tracker), ranges_of(step, from), start, end);
    if (given_up > 0)
        advance(step, from, given_up);
}

static void check_gap(lf_step *step, lf_pos start)
{
    if (start <= step->from->max || step->facts.rst)
        return;
    lf_step_note(step, LF_AN_BIT(LOST_BEFORE_CAPTURE));
}

void lf_numbers_sequence(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_facts *f = &step->facts;
    lf_end *from = step->from;
    lf_verdict *v = step->verdict;
    uint32_t space = s->len + (f->syn ? 1 : 0) + (f->fin ? 1 : 0);
    lf_pos before = from->nxt;
    lf_pos start;
    lf_pos end;
    bool first;

    if (!f->copy) {
        set_bases(step);
        take_up_old_connection(step);
        believe_early_ack(step);
    }
    /* The SYN+ACK of a simultaneous open repeats the SYN by rule, not for want of an answer. */
    first = !from->nxt_known || (f->syn && !(f->ack ? from->syn_ack_sent : from->syn_sent));
    v->seq_actual = lf_relative(from, s->seq);
    v->len = s->len;
    if (!first) {
        v->has_seq_expected = true;
        v->seq_expected = lf_relative(from, lf_pos_raw(from->nxt));
    }
    if (!s->len_known)
        return;

    start = from->nxt_known ? lf_pos_near(from->nxt, s->seq) : lf_pos_start(s->seq);
    end = start + space;
    if (!f->ack && !f->syn && !f->rst) {
        /* RFC 9293 section 3.10.7.4, fifth: "if the ACK bit is off, drop the segment". */
        if (from->nxt_known)
            v->seq_verdict = judge_sequence(step, start, end);
        f->keep_alive = false;
        lf_step_note(step, LF_AN_BIT(NO_ACK));
        return;
    }
    if (!from->nxt_known) {
        if (f->rst)
            return; /* a RST often answers with numbers that are not its sender's own */
        from->nxt = from->max = start;
        from->nxt_known = true;
    }
    if (!from->una_known) {
        from->una = start;
        from->una_known = true;
    }
    if (!first)
        v->seq_verdict = judge_sequence(step, start, end);
    else
        v->seq_verdict = f->syn ? LF_SEQ_MATCH : LF_SEQ_UNKNOWN;
    if (f->keep_alive && space > 0)
        wait_for_ack(step, end, space);
    if (f->rst || f->keep_alive)
        return;
    if (start - from->nxt > LF_SEQ_HORIZON || from->nxt - start > LF_SEQ_HORIZON)
        return; /* not of this stream */
    if (f->copy) {
        f->fin_again = f->fin;
        if (space > 0)
            wait_for_ack(step, end, space);
        return;
    }

    f->at_frontier = start >= from->max;
    if (v->seq_verdict == LF_SEQ_GAP)
        check_gap(step, start);
    if (v->seq_verdict == LF_SEQ_RETRANSMISSION && s->len > 0 && !f->syn)
        lf_step_note(step, LF_AN_BIT(RETRANSMISSION));
    if (space == 0)
        return;
    if (from->fin_sent && s->len > 0 && start + s->len > from->fin)
        lf_step_note(step, LF_AN_BIT(DATA_AFTER_FIN));
    if (f->fin)
        note_fin(step, end);
    f->new_octets = s->len > 0 && end > from->max;
    if (end > from->max)
        from->fin_possible = false; /* a FIN is the last thing an end sends */
    take_in(step, start, end);
    wait_for_ack(step, end, space);
    f->in_order_fin =
        from->fin_sent && from->nxt > from->fin && (before <= from->fin || end > from->fin);
}

/* RFC 9293 section 3.10.7.3 and 3.10.7.4: does the ACK lie within what `to` has sent? */
static bool ack_fits(const lf_step *step, lf_pos ack)
{
    const lf_end *to = step->to;

    if (!to->nxt_known)
        return true;
    if (ack - to->nxt > LF_SEQ_HORIZON || to->nxt - ack > LF_SEQ_HORIZON)
        return false;
    if (to->state == LF_ST_SYN_SENT ||
        (to->state == LF_ST_SYN_RECEIVED && to->syn_sent && !to->beyond_syn))
        return ack > lf_pos_near(to->nxt, to->base) && ack <= to->max;
    return true;
}

/* RFC 5681 section 2: (a) data outstanding, (b) no data, (c) no SYN or FIN, (d) the greatest
 * ACK so far, (e) the same window as before. */
static bool is_duplicate_ack(const lf_step *step, lf_pos ack)
{
    const lf_end *to = step->to;
    lf_pos data_end = to->fin_sent && to->fin < to->max ? to->fin : to->max;

    return step->facts.plain && step->from->ack_sent && ack == to->una && data_end > to->una &&
           step->from->window == step->segment->window && step->from->ack == step->segment->ack;
}

static void keep_sum(lf_end *to, const lf_sent *last)
{
    to->sum = (lf_sum){last->end, last->space, last->frame};
    to->sum_syn = last->syn;
    to->sum_fin = last->fin;
}

static void set_formula(lf_step *step, lf_pos ack)
{
    const lf_end *to = step->to;
    const lf_sum *sum = &to->sum;
    lf_formula *formula = &step->verdict->formula;
    lf_pos start = sum->end - sum->space;
    uint32_t controls = (to->sum_syn ? 1u : 0u) + (to->sum_fin ? 1u : 0u);

    if (sum->frame == 0 || ack > sum->end || ack <= start)
        return;
    formula->frame = sum->frame;
    formula->seq = lf_relative(to, lf_pos_raw(start));
    formula->whole = sum->space - controls;
    formula->syn = to->sum_syn;
    formula->fin = to->sum_fin && ack == sum->end;
    formula->len = (uint32_t)(ack - start) - (formula->syn ? 1 : 0) - (formula->fin ? 1 : 0);
}

/* Nothing but its SYN is counted so far. */
static bool is_at_syn(const lf_end *end)
{
    return end->nxt == lf_pos_near(end->nxt, end->base);
}

/* The segments that wait for this ACK have it. */
static lf_covered cover(lf_step *step, lf_pos ack)
{
    lf_end *to = step->to;
    lf_covered covered = {0};

    if (to->sent == NULL)
        return covered;
    covered = lf_outstanding_ack(to->sent, to->una, ack, lf_tracker_acked, step);
    if (to->sent->count == 0 && to->sent->heap_count == 0)
        lf_connections_give_queue(lf_tracker_connections(step->tracker), to);
    return covered;
}

/* The ACK is believed: everything below it has arrived, captured or not. */
static void apply_ack(lf_step *step, lf_pos ack)
{
    lf_end *to = step->to;
    lf_covered covered;

    if (ack > to->nxt) {
        /* An end that is never seen, or that has been sent a FIN, may well have closed in there;
         * and one sequence number alone looks like a FIN more than like an octet. */
        to->fin_likely = !to->fin_sent && ack == to->nxt + 1 && !is_at_syn(to);
        if (!to->fin_sent && to->state != LF_ST_CLOSED &&
            (!to->seen || step->from->fin_sent || to->fin_likely))
            to->fin_possible = !is_at_syn(to);
        note_holes(step, to, ack);
        advance(step, to, ack);
    }
    covered = cover(step, ack);
    step->verdict->ack_frame = covered.frame;
    if (covered.exact)
        keep_sum(to, &covered.last);
    else if (ack > to->una)
        to->sum.frame = 0; /* the octet before this ACK is not in the capture */
    if (ack > to->una)
        to->una = ack;
    if (!to->fin_sent || ack <= to->fin || step->facts.rst)
        return; /* a RST ends the connection; it is no step of its teardown */
    step->facts.covers_fin = true;
    step->facts.newly_covers_fin = !to->fin_acked;
    to->fin_acked = true;
}

static void judge_sack(lf_step *step)
{
    const lf_segment *s = step->segment;
    const lf_end *to = step->to;

    if (s->sack_count == 0 || !to->base_known)
        return;
    /* RFC 2883 section 4: below the ACK, or inside the second block. */
    if ((int32_t)(s->sack[0].right - s->ack) <= 0 ||
        (s->sack_count > 1 && (int32_t)(s->sack[0].left - s->sack[1].left) >= 0 &&
         (int32_t)(s->sack[1].right - s->sack[0].right) >= 0))
        lf_step_note(step, LF_AN_BIT(DSACK));
}

static void judge_ack(lf_step *step, lf_pos ack)
{
    lf_verdict *v = step->verdict;
    lf_end *to = step->to;

    v->has_ack_expected = true;
    v->ack_expected = lf_relative(to, lf_pos_raw(to->nxt));
    if (ack == to->nxt) {
        v->ack_verdict = LF_ACK_MATCH;
        return;
    }
    if (ack < to->nxt) {
        v->ack_verdict = LF_ACK_LAGGING;
        return;
    }
    v->ack_verdict = LF_ACK_AHEAD;
    if (step->facts.ack_fits && !step->facts.rst) /* a RST's ACK promises nothing */
        lf_step_note(step, LF_AN_BIT(ACK_UNSEEN));
}

void lf_numbers_ack(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_verdict *v = step->verdict;
    lf_facts *f = &step->facts;
    lf_end *to = step->to;
    lf_pos ack;

    if (!f->ack)
        return;
    v->ack_actual = lf_relative(to, s->ack);
    /* A RST may have acknowledged the SYN before; that was another attempt. */
    if (f->syn && !f->syn_again && !f->copy && to->syn_sent && to->una_known && !to->beyond_syn)
        to->una = lf_pos_near(to->una, to->base);
    f->ack_fits = true;
    if (!to->nxt_known) {
        v->ack_verdict = LF_ACK_UNKNOWN;
        if (f->rst || !s->len_known || f->copy)
            return;
        /* It was sent everything below; the capture just does not hold it. */
        to->nxt = to->max = to->una = lf_pos_start(s->ack);
        to->nxt_known = to->una_known = true;
        return;
    }
    ack = lf_pos_near(to->nxt, s->ack);
    f->ack_fits = ack_fits(step, ack);
    judge_ack(step, ack);
    if (f->copy) {
        if (f->ack_fits && to->una_known && ack <= to->una)
            cover(step, ack); /* what was sent again after the first copy */
        set_formula(step, ack);
        return;
    }
    judge_sack(step);
    v->ack_duplicate = is_duplicate_ack(step, ack);
    if (f->ack_fits && (!f->rst || ack <= to->max))
        apply_ack(step, ack);
    set_formula(step, ack);
}

uint32_t lf_numbers_unacked(const lf_end *end)
{
    lf_pos data_end = end->fin_sent && end->fin < end->max ? end->fin : end->max;

    if (!end->nxt_known || !end->una_known || !end->beyond_syn || data_end <= end->una)
        return 0;
    return (uint32_t)(data_end - end->una);
}
