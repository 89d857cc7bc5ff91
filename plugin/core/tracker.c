/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracker.h"

#include "connections.h"
#include "copies.h"

struct lf_tracker {
    wmem_allocator_t *scope;
    lf_acked_in_fn acked;
    void *acked_context;
    int64_t two_msl_ns;
    bool no_histories;
    lf_connections *connections;
    lf_zeek_pool histories;
    lf_copies *copies;
};

lf_tracker *lf_tracker_new(wmem_allocator_t *scope, lf_acked_in_fn acked, void *context)
{
    lf_tracker *tracker = wmem_new0(scope, lf_tracker);

    tracker->scope = scope;
    tracker->acked = acked;
    tracker->acked_context = context;
    tracker->two_msl_ns = LF_DEFAULT_2MSL_NS;
    tracker->connections = lf_connections_new(scope);
    tracker->copies = lf_copies_new(scope);
    lf_zeek_pool_init(&tracker->histories, scope);
    return tracker;
}

void lf_tracker_set_2msl(lf_tracker *tracker, int64_t ns)
{
    tracker->two_msl_ns = ns;
}

void lf_tracker_leave_out_histories(lf_tracker *tracker)
{
    tracker->no_histories = true;
}

int64_t lf_tracker_2msl(const lf_tracker *tracker)
{
    return tracker->two_msl_ns;
}

wmem_allocator_t *lf_tracker_scope(lf_tracker *tracker)
{
    return tracker->scope;
}

lf_connections *lf_tracker_connections(lf_tracker *tracker)
{
    return tracker->connections;
}

void lf_tracker_acked(void *context, const lf_sent *sent)
{
    const lf_step *step = (const lf_step *)context;
    const lf_tracker *tracker = step->tracker;

    if (tracker->acked != NULL)
        tracker->acked(tracker->acked_context, sent->record, sent->frame, step->segment->frame);
}

bool lf_tracker_knows(lf_tracker *tracker, uint32_t stream)
{
    return lf_connections_has(tracker->connections, stream) &&
           lf_connections_get(tracker->connections, stream)->started;
}

void lf_tracker_follows(lf_tracker *tracker, uint32_t stream, uint32_t previous)
{
    if (stream != previous)
        lf_connections_get(tracker->connections, stream)->previous = previous + 1;
}

/* Whether the capture leaves open what state the ends are in. */
static bool is_unclear(const lf_connection *c)
{
    return c->hazy || (!c->reset && (c->end[0].fin_possible || c->end[1].fin_possible));
}

static lf_facts classify(lf_tracker *tracker, uint32_t stream, const lf_connection *c,
                         const lf_segment *s)
{
    const lf_end *from = &c->end[s->dir];
    lf_facts f = {
        .syn = (s->flags & LF_SYN) != 0 && (s->flags & LF_RST) == 0,
        .rst = (s->flags & LF_RST) != 0,
        .ack = (s->flags & LF_ACK) != 0,
        .copy = lf_copies_has(tracker->copies, stream, s, c->end[lf_other(s->dir)].last_frame),
        .was_ended = c->ended && c->started,
        .was_unclear = is_unclear(c),
    };

    f.fin = (s->flags & LF_FIN) != 0 && !f.rst; /* RFC 9293 section 3.10.7: a RST comes first */
    f.plain = !f.syn && !f.rst && !f.fin && s->len == 0;
    f.syn_again = f.syn && (f.ack ? from->syn_ack_sent && s->seq == from->base
                                  : from->syn_sent && from->active);
    f.syn_repeats = f.syn_again && !from->beyond_syn;
    return f;
}

/* Ports used again: what the other end was in, and whether TIME-WAIT was still running. */
static void look_back(lf_step *step)
{
    lf_connection *c = step->connection;
    const lf_connection *old;
    const lf_end *was;
    lf_connection room;

    if (c->previous == 0)
        return;
    old = lf_connections_look(step->tracker->connections, c->previous - 1, &room);
    if (old == NULL || !old->started)
        return;
    was = &old->end[lf_other(step->segment->dir)];
    if (was->state >= LF_ST_ESTABLISHED && was->state != LF_ST_TIME_WAIT && !old->hazy) {
        step->to->state = was->state; /* RFC 9293 section 3.5.1, half-open connections */
        step->to->inherited = true;
    }
    if ((was->state == LF_ST_TIME_WAIT || old->end[step->segment->dir].state == LF_ST_TIME_WAIT) &&
        step->segment->time_ns - old->time_wait_ns < step->tracker->two_msl_ns)
        lf_step_note(step, LF_AN_BIT(PORT_REUSED_TIME_WAIT));
}

/* The states before the first segment of a connection (RFC 9293 section 3.5). */
static void begin(lf_step *step)
{
    lf_connection *c = step->connection;
    const lf_facts *f = &step->facts;

    if (f->syn && !f->ack) {
        step->from->state = LF_ST_CLOSED;
        step->to->state = LF_ST_LISTEN;
        look_back(step);
        return;
    }
    if (f->syn) {
        step->from->state = LF_ST_UNKNOWN;
        step->to->state = LF_ST_SYN_SENT; /* or it would not be answered with a SYN+ACK */
        return;
    }
    c->hazy = true;
    step->from->state = step->to->state = LF_ST_ESTABLISHED;
}

/* What an end was sent or not is of no account once it is CLOSED. */
static lf_state shown_state(const lf_connection *c, uint8_t dir, bool unclear)
{
    lf_state state = (lf_state)c->end[dir].state;

    return unclear && state != LF_ST_CLOSED ? LF_ST_UNKNOWN : state;
}

static void remember(lf_step *step)
{
    const lf_segment *s = step->segment;
    lf_connection *c = step->connection;
    lf_end *from = step->from;

    c->last_frame = s->frame;
    if (step->facts.copy)
        return;
    from->seen = true;
    from->window = s->window;
    if (step->facts.ack) {
        from->ack = s->ack;
        from->ack_sent = true;
    }
    if (step->facts.syn) {
        from->syn_sent = true;
        from->syn_ack_sent = from->syn_ack_sent || step->facts.ack;
    } else if (!step->facts.rst) {
        from->beyond_syn = true;
    }
    c->started = true;
    from->last_frame = s->frame;
}

/* From here on both ends are in the capture, and the other end's ACKs tell what has arrived. */
static void drop_holes(lf_step *step)
{
    lf_end *to = step->to;

    if (!to->above_is_holes)
        return;
    lf_ranges_clear(step->tracker->scope, to->above);
    wmem_free(step->tracker->scope, to->above);
    to->above = NULL;
    to->above_is_holes = false;
}

static void run_zeek(lf_step *step)
{
    lf_connection *c = step->connection;
    uint8_t client;

    step->verdict->conn_history = "";
    if (step->tracker->no_histories)
        return;
    if (c->client != LF_NOBODY)
        client = c->client;
    else
        client = c->first_dir;
    if (!step->facts.copy)
        lf_zeek_update(&c->zeek, &step->tracker->histories, step->segment, client);
    step->verdict->conn_state = lf_zeek_conn_state(&c->zeek);
    step->verdict->conn_history = lf_zeek_history_text(&c->zeek);
}

void lf_track(lf_tracker *tracker, uint32_t stream, const lf_segment *segment, lf_verdict *verdict)
{
    lf_connection *c = lf_connections_get(tracker->connections, stream);
    lf_step step = {
        .tracker = tracker,
        .connection = c,
        .segment = segment,
        .from = &c->end[segment->dir],
        .to = &c->end[lf_other(segment->dir)],
        .facts = classify(tracker, stream, c, segment),
        .verdict = verdict,
    };
    bool was_started = c->started;
    lf_state before[2];
    bool closes;

    *verdict = (lf_verdict){.frame = segment->frame, .flags = segment->flags};
    for (uint8_t dir = 0; dir < 2; dir++)
        before[dir] = shown_state(c, dir, step.facts.was_unclear);
    if (!was_started)
        c->first_dir = segment->dir;
    if (!was_started || (c->hazy && step.facts.syn && !step.facts.copy))
        begin(&step);
    for (int i = 0; i < 2 && !was_started; i++)
        before[i] = c->hazy || step.facts.ack ? LF_ST_UNKNOWN : (lf_state)c->end[i].state;

    lf_roles_update(&step);
    lf_numbers_sequence(&step);
    lf_numbers_ack(&step);
    lf_machine_run(&step);
    lf_phases_run(&step);
    run_zeek(&step);

    closes = verdict->phase != LF_PH_TRANSFER && verdict->phase != LF_PH_HANDSHAKE;
    for (uint8_t dir = 0; dir < 2; dir++) {
        unsigned slot = lf_role_slot(c, dir);

        verdict->before[slot] = before[dir];
        verdict->after[slot] = shown_state(c, dir, is_unclear(c));
        verdict->unacked[slot] = closes ? lf_numbers_unacked(&c->end[dir]) : 0;
    }
    verdict->role = lf_role_of(c, segment->dir);
    verdict->role_guessed = c->role_guessed;
    verdict->second = lf_role_slot(c, segment->dir) == 1;
    verdict->both_seen = step.to->seen;
    remember(&step);
    drop_holes(&step);
}

void lf_tracker_rest(lf_tracker *tracker)
{
    lf_connections_rest(tracker->connections);
}

void lf_tracker_set_close_reason(lf_tracker *tracker, uint32_t stream, lf_close_reason reason,
                                 lf_verdict *verdict)
{
    if (!lf_connections_has(tracker->connections, stream))
        return;
    lf_connections_get(tracker->connections, stream)->close_reason = (uint8_t)reason;
    verdict->close_reason = reason;
}

/* One end is in the capture and the other, though it answers, is not: what that one did is unknown.
 */
static bool is_one_sided(const lf_connection *c)
{
    for (int i = 0; i < 2; i++) {
        const lf_end *seen = &c->end[i];

        if (!c->end[1 - i].seen && (seen->beyond_syn || seen->syn_ack_sent))
            return true;
    }
    return false;
}

uint64_t lf_tracker_final_anomalies(const lf_tracker *tracker, uint32_t stream, uint32_t frame)
{
    const lf_connection *c;
    uint64_t found = 0;

    if (!lf_connections_has(tracker->connections, stream))
        return 0;
    /* Its other frames are likely to be asked for, too: it is woken. */
    c = lf_connections_get(tracker->connections, stream);
    if (!c->started || c->last_frame != frame || c->reset || is_unclear(c) || is_one_sided(c))
        return 0;
    if (c->handshake_kind != LF_HS_UNSEEN && c->handshake_kind != LF_HS_REFUSED && !c->completed)
        found |= LF_AN_BIT(HANDSHAKE_INCOMPLETE);
    for (int i = 0; i < 2; i++) {
        if (c->end[i].fin_sent && !c->end[i].fin_acked)
            found |= LF_AN_BIT(FIN_UNACKED);
    }
    if (c->end[0].fin_sent != c->end[1].fin_sent)
        found |= LF_AN_BIT(HALF_CLOSED);
    return found;
}
