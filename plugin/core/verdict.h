/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verdict: what labflow says of one TCP segment. The tracker's only output; everything that is
 * shown (fields, columns, expert items, sentences) is derived from it without further analysis.
 *
 * Sequence and acknowledgement numbers here are relative to the initial sequence number of the
 * side that they count, as Wireshark counts (RFC 9293 section 3.4).
 */
#ifndef LABFLOW_CORE_VERDICT_H
#define LABFLOW_CORE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum lf_role { LF_CLIENT, LF_SERVER, LF_ROLE_UNKNOWN } lf_role;

/* RFC 9293 section 3.3.2, and UNKNOWN where the capture cannot tell. */
typedef enum lf_state {
    LF_ST_UNKNOWN,
    LF_ST_CLOSED,
    LF_ST_LISTEN,
    LF_ST_SYN_SENT,
    LF_ST_SYN_RECEIVED,
    LF_ST_ESTABLISHED,
    LF_ST_FIN_WAIT_1,
    LF_ST_FIN_WAIT_2,
    LF_ST_CLOSE_WAIT,
    LF_ST_CLOSING,
    LF_ST_LAST_ACK,
    LF_ST_TIME_WAIT,
    LF_ST_COUNT
} lf_state;

typedef enum lf_phase {
    LF_PH_HANDSHAKE,
    LF_PH_TRANSFER,
    LF_PH_TEARDOWN,
    LF_PH_RESET,
    LF_PH_CLOSED,
    LF_PH_COUNT
} lf_phase;

typedef enum lf_handshake_kind {
    LF_HS_UNSEEN,
    LF_HS_INCOMPLETE,
    LF_HS_THREE_WAY,
    LF_HS_SIMULTANEOUS,
    LF_HS_FAST_OPEN,
    LF_HS_REFUSED,
    LF_HS_COUNT
} lf_handshake_kind;

typedef enum lf_teardown_kind {
    LF_TD_NONE,
    LF_TD_HALF_CLOSED,
    LF_TD_FOUR_SEGMENT,
    LF_TD_THREE_SEGMENT,
    LF_TD_SIMULTANEOUS,
    LF_TD_RESET,
    LF_TD_COUNT
} lf_teardown_kind;

typedef enum lf_seq_verdict {
    LF_SEQ_UNKNOWN,
    LF_SEQ_MATCH,
    LF_SEQ_RETRANSMISSION,
    LF_SEQ_OVERLAP,
    LF_SEQ_GAP,
    LF_SEQ_KEEP_ALIVE,
    LF_SEQ_COUNT
} lf_seq_verdict;

typedef enum lf_ack_verdict {
    LF_ACK_NONE, /* the segment has no ACK */
    LF_ACK_UNKNOWN,
    LF_ACK_MATCH,
    LF_ACK_LAGGING,
    LF_ACK_AHEAD,
    LF_ACK_COUNT
} lf_ack_verdict;

typedef enum lf_close_reason {
    LF_CLOSE_NONE,
    LF_CLOSE_CONNECTION_CLOSE,
    LF_CLOSE_HTTP_1_0,
    LF_CLOSE_KEEP_ALIVE_TIMEOUT,
    LF_CLOSE_CLIENT_ABORT,
    LF_CLOSE_SERVER_ABORT,
    LF_CLOSE_REFUSED,
    LF_CLOSE_APPLICATION,
    LF_CLOSE_COUNT
} lf_close_reason;

/* Zeek's conn_state, scripts/base/protocols/conn/main.zeek. */
typedef enum lf_conn_state {
    LF_CS_OTH,
    LF_CS_S0,
    LF_CS_S1,
    LF_CS_SF,
    LF_CS_REJ,
    LF_CS_S2,
    LF_CS_S3,
    LF_CS_RSTO,
    LF_CS_RSTR,
    LF_CS_RSTOS0,
    LF_CS_RSTRH,
    LF_CS_SH,
    LF_CS_SHR,
    LF_CS_COUNT
} lf_conn_state;

/* One bit of lf_verdict.anomalies for each row of plugin/data/anomalies.def. */
typedef enum lf_anomaly {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh) LF_AN_##id,
#include "../data/anomalies.def"
#undef LF_ANOMALY
    LF_AN_COUNT
} lf_anomaly;

#define LF_AN_BIT(id) (UINT64_C(1) << LF_AN_##id)

/* The sum that gives an acknowledgement number: `seq + len (+ 1 for SYN) (+ 1 for FIN)`. */
typedef struct lf_formula {
    uint32_t frame; /* the frame whose numbers are added; 0: there is no sum to show */
    uint32_t seq;   /* its sequence number, relative */
    uint32_t len;   /* octets of its payload that count */
    uint32_t whole; /* octets of its payload; more than len where the ACK stops inside it */
    bool syn;
    bool fin;
} lf_formula;

typedef struct lf_verdict {
    uint32_t frame;
    uint64_t anomalies; /* LF_AN_BIT()s */
    uint64_t later;     /* those of them that only the end of the capture shows */

    /* Indexed by lf_role; with an unknown role [0] is the end that was seen first. */
    lf_state before[2];
    lf_state after[2];

    lf_phase phase;
    lf_role role; /* of the sender */
    bool second;  /* the sender is [1] of the states */
    bool role_guessed;

    uint8_t handshake_step; /* 1 to 3; 0: none */
    lf_handshake_kind handshake_kind;
    bool has_rtt;
    int64_t rtt_ns;

    uint8_t teardown_steps; /* bit n set: step n, 1 to 4 */
    lf_teardown_kind teardown_kind;
    lf_role teardown_initiator; /* LF_ROLE_UNKNOWN: nobody yet */

    lf_seq_verdict seq_verdict;
    bool has_seq_expected;
    uint32_t seq_expected;
    uint32_t seq_actual;

    lf_ack_verdict ack_verdict;
    bool has_ack_expected;
    uint32_t ack_expected;
    uint32_t ack_actual;
    bool ack_duplicate;
    uint32_t ack_frame; /* 0: this ACK covers nothing new */
    lf_formula formula;

    lf_conn_state conn_state;
    const char *conn_history; /* equal histories are one pointer; lives as long as the tracker */
    lf_close_reason close_reason;

    /* Numbers that sentences and expert items speak of; 0 where they do not apply. */
    uint32_t len;        /* payload octets */
    uint8_t flags;       /* control bits, as in lf_segment */
    uint32_t unacked[2]; /* octets that each end has sent and nobody acknowledged, by lf_role;
                          * 0 in handshake and transfer */

    bool both_seen; /* each end has sent something by now; lf_keep leaves this out */
} lf_verdict;

/* Adds what only the end of the capture shows; nothing else may depend on it. */
static inline void lf_verdict_add_later(lf_verdict *verdict, uint64_t anomalies)
{
    verdict->later = anomalies & ~verdict->anomalies;
    verdict->anomalies |= anomalies;
}

/* The state after the segment of the end that plays `role` (client or server). While nobody knows
 * which end that is, neither does anybody know its state. */
static inline lf_state lf_verdict_state(const lf_verdict *verdict, lf_role role)
{
    return verdict->role == LF_ROLE_UNKNOWN ? LF_ST_UNKNOWN : verdict->after[role];
}

#endif
