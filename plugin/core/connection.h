/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One connection as the tracker keeps it, and one step of it. Private to plugin/core.
 */
#ifndef LABFLOW_CORE_CONNECTION_H
#define LABFLOW_CORE_CONNECTION_H

#include "endpoint.h"
#include "outstanding.h"
#include "ranges.h"
#include "segment.h"
#include "seq.h"
#include "verdict.h"
#include "zeek.h"

/* The segment whose end was acknowledged last, as far as its sum takes it. Whether it was a SYN or
 * a FIN is among the end's flags. */
typedef struct lf_sum {
    lf_pos end;
    uint32_t space;
    uint32_t frame; /* 0: none */
} lf_sum;

/* One end. Names in capitals are the RFC's variables (RFC 9293 section 3.3.1). */
typedef struct lf_end {
    lf_pos nxt;          /* RCV.NXT of an observer: everything before it is in order */
    lf_pos max;          /* the highest number it has used, plus one */
    lf_pos una;          /* SND.UNA: the highest ACK it was sent */
    lf_pos fin;          /* its FIN's sequence number, once fin_sent */
    uint32_t base;       /* what relative numbers count from: its ISN */
    uint32_t ack;        /* the last acknowledgement number it sent, raw, once ack_sent */
    uint32_t bad_ack;    /* what an unacceptable segment to it acknowledged, once has_bad_ack */
    uint32_t last_frame; /* the last one that it sent, copies apart; 0: none */
    uint32_t window;     /* the last window it announced; 32 bits: see connections.c */
    uint8_t state;       /* lf_state */

    bool seen : 1; /* it has sent a segment */
    bool base_known : 1;
    bool nxt_known : 1;
    bool una_known : 1;
    bool ack_sent : 1;
    bool has_bad_ack : 1;
    bool syn_sent : 1;     /* with or without ACK */
    bool syn_ack_sent : 1; /* */
    bool beyond_syn : 1;   /* it has sent something else than SYNs */
    bool active : 1;       /* it has sent a SYN without ACK */
    bool inherited : 1;    /* its state is from the connection before on these ports */
    bool fin_sent : 1;
    bool fin_acked : 1;
    bool fin_possible : 1;  /* the peer acknowledges octets that the capture lacks; one may be a FIN
                             */
    bool fin_likely : 1;    /* and that one is all the capture lacks */
    bool open_proven : 1;   /* it had not sent a FIN before the capture began */
    bool challenge_due : 1; /* it was sent a SYN or RST that it will not accept */
    bool above_is_holes : 1;   /* `above` holds what was skipped, the other end being unseen */
    bool probe_answer_due : 1; /* it was sent a keep-alive */
    bool fin_answer_due : 1;   /* it was sent a FIN again */
    bool sum_syn : 1;          /* the segment of `sum` is a SYN */
    bool sum_fin : 1;          /* or a FIN */
    lf_ranges *above;          /* out-of-order octets; NULL: none */
    lf_ranges *holes;     /* below `nxt`: acknowledged, and not in the capture so far; NULL: none */
    lf_outstanding *sent; /* segments without their ACK; NULL: none */
    lf_sum sum;
} lf_end;

/* In place of the `dir` of an end. */
#define LF_NOBODY 2

typedef struct lf_connection {
    lf_end end[2]; /* by lf_segment.dir */
    lf_zeek zeek;
    int64_t first_syn_ns;
    int64_t answer_ns;    /* from the SYN to the SYN+ACK; 0: not known */
    int64_t completed_ns; /* when the ACK that completed the handshake was captured */
    int64_t time_wait_ns; /* when the later end entered TIME-WAIT */
    uint32_t previous;    /* stream plus 1; 0: none */
    uint32_t last_frame;

    uint8_t client;             /* dir of the client, or LF_NOBODY: unknown */
    uint8_t first_dir;          /* of the first segment */
    uint8_t handshake_kind;     /* lf_handshake_kind */
    uint8_t teardown_kind;      /* lf_teardown_kind */
    uint8_t teardown_initiator; /* dir, or LF_NOBODY: none yet */
    uint8_t close_reason;       /* lf_close_reason */
    uint8_t syn_answer_due;     /* dir: it was sent a SYN+ACK again; LF_NOBODY: neither */

    bool started : 1;
    bool role_guessed : 1;
    bool role_by_port : 1;
    bool hazy : 1;      /* began before the capture: states are shown as UNKNOWN */
    bool ended : 1;     /* both ends are done */
    bool completed : 1; /* the handshake */
    bool reset : 1;
    bool syn_timed : 1; /* first_syn_ns is set */
    bool syn_repeated : 1;
    bool early_data : 1; /* data may be sent in SYN-RECEIVED, RFC 7413 section 4.2.2 */
    bool fast_open : 1;
    bool opaque : 1; /* HTTP or TLS: why it closed is not for TCP to say */
    bool half_closed_noted : 1;
} lf_connection;

/* What one segment turned out to be; filled by numbers.c, read by machine.c and phases.c. */
typedef struct lf_facts {
    bool syn;
    bool fin;
    bool rst;
    bool ack;
    bool plain;       /* none of SYN, FIN, RST, and no payload */
    bool copy;        /* the same segment, captured twice: judged, but no event */
    bool syn_again;   /* a SYN that this end has sent before */
    bool syn_repeats; /* as syn_again, and it has sent nothing but SYNs since */
    bool fin_new;     /* this end's first FIN */
    bool fin_again;
    bool keep_alive;
    bool new_octets;  /* payload that was not sent before */
    bool at_frontier; /* starts at or beyond everything this end has sent */
    bool ack_fits;    /* the ACK is within what the other end may have sent */
    bool covers_fin;  /* acknowledges the other end's FIN */
    bool newly_covers_fin;
    bool in_order_fin; /* with this segment this end's FIN is delivered in order (again) */
    bool refuses;      /* a RST that refuses the opening, or a wrong answer to it */
    bool rejects;      /* a RST that answers an unacceptable segment: the opening itself goes on */
    bool rst_obeyed;
    bool completes;        /* the ACK that completes the handshake */
    bool proves_completed; /* its sender must have got that ACK, which the capture lacks */
    bool was_ended;
    bool was_unclear;
} lf_facts;

/* One segment on its way through the tracker. */
typedef struct lf_step {
    struct lf_tracker *tracker;
    lf_connection *connection;
    const lf_segment *segment;
    lf_end *from;
    lf_end *to;
    lf_facts facts;
    lf_verdict *verdict;
} lf_step;

static inline void lf_step_note(lf_step *step, uint64_t anomaly_bit)
{
    step->verdict->anomalies |= anomaly_bit;
}

/* Relative number of a raw one that counts what `end` sends. */
static inline uint32_t lf_relative(const lf_end *end, uint32_t raw)
{
    return raw - end->base;
}

/* The dir of the end that is not `dir`. */
static inline uint8_t lf_other(uint8_t dir)
{
    return (uint8_t)(dir ^ 1);
}

/* numbers.c: expected against actual, and what the ACK covers. */
void lf_numbers_sequence(lf_step *step);
void lf_numbers_ack(lf_step *step);
uint32_t lf_numbers_unacked(const lf_end *end);

/* machine.c: both endpoint machines. */
void lf_machine_run(lf_step *step);

/* phases.c: steps, kinds, phase, close reason. */
void lf_phases_run(lf_step *step);

/* roles.c: who is client. */
void lf_roles_update(lf_step *step);
lf_role lf_role_of(const lf_connection *connection, uint8_t dir);
/* The index into the [client, server] pairs of a verdict for the end `dir`. */
unsigned lf_role_slot(const lf_connection *connection, uint8_t dir);

/* tracker.c */
void lf_tracker_acked(void *context, const lf_sent *sent);
wmem_allocator_t *lf_tracker_scope(struct lf_tracker *tracker);
struct lf_connections *lf_tracker_connections(struct lf_tracker *tracker);
int64_t lf_tracker_2msl(const struct lf_tracker *tracker);

#endif
