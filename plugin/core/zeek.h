/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Zeek's view of a connection: `conn_state` and `history`, as Zeek 7 computes them.
 *
 * What is mirrored, by Zeek's own names (src/packet_analysis/protocol/tcp/TCPSessionAdapter.cc,
 * src/analyzer/protocol/tcp/TCP_Endpoint.cc and TCP_Reassembler.cc, src/session/Session.h,
 * scripts/base/protocols/conn/main.zeek):
 *
 * - the seven endpoint states and Update{Inactive,SYN_Sent,Established,Closed,Reset}State;
 * - update_history: s h f r once, then again for another sequence number relative to the end's
 *   start (so a SYN that starts the end afresh adds none); a d i q once for each end;
 * - ScaledHistoryEntry: t g w at the 1st, 10th, 100th, ... time;
 * - update_last_seq: t is payload that ends no higher than what was seen before. By that rule so
 *   are payload on an end's first SYN, a keep-alive's octet, a filled hole, a RST's payload;
 * - TCP_Reassembler::Gap: g is a hole below an ACK while both ends are established or closed from
 *   there; it carries the case of the end whose octets are missing;
 * - update_window: w is a zero window before the peer's FIN, and before the end's own RST;
 * - Connection::FlipRoles: ^ says that the roles change; letters before it keep their case;
 * - conn_state(), with its rule for RSTOS0 on the history.
 *
 * Where labflow differs on purpose:
 *
 * - The originator is labflow's client, which the caller names for each segment: the sender of the
 *   first SYN, else the tracker's guess. Zeek takes the first sender, unless that has a port out of
 *   likely_server_ports (TCPAnalyzer::WantConnection). So ^ comes first where the first segment is
 *   the server's (a SYN+ACK always is), and later where the tracker changes its guess. Which
 *   letters were given goes with the end across a ^; Zeek leaves it with the role.
 * - A SYN captured after its own SYN+ACK establishes both ends: Zeek means that (its rule for the
 *   reversal in UpdateInactiveState), but misses it where it had flipped the roles before.
 * - c (bad checksum) is not given: a capture cannot tell a bad sum from one that the sender's card
 *   was to fill in. Such a segment counts here. Zeek drops it.
 * - x (analysis cut short by a limit of Zeek's) is not given: there is no such limit here.
 * - A connection is Wireshark's tcp.stream; Zeek also ends one by time and by IsReuse.
 * - Octets that were sent but cut off by the snapshot length are no gap. Zeek never sees them.
 * - Streams beyond 2 GiB are ordered right; Zeek's get_relative_seq needs a wrap to get there.
 * - A history ends after LF_ZEEK_HISTORY_MAX letters; Zeek's grows with every RST of a flood.
 * - A segment of unknown length gets neither a nor d, and ends the search for gaps at its sender.
 *
 * Each frame's history begins with that of the frame before, and most connections share theirs. So
 * histories are nodes of one tree for all connections: a pointer is a whole history, and lives as
 * long as the tree. What only troubled connections need is allocated when trouble comes.
 */
#ifndef LABFLOW_CORE_ZEEK_H
#define LABFLOW_CORE_ZEEK_H

#include <stdbool.h>
#include <stdint.h>
#include <wsutil/wmem/wmem.h>

#include "segment.h"
#include "verdict.h"

#define LF_ZEEK_HISTORY_MAX 100

typedef struct lf_zeek_history lf_zeek_history;
typedef struct lf_zeek_trouble lf_zeek_trouble;

/* What all connections share. Nothing to free: all memory is the scope's. */
typedef struct lf_zeek_pool {
    wmem_allocator_t *scope;
    lf_zeek_history *root; /* the empty history */
} lf_zeek_pool;

typedef struct lf_zeek_end {
    uint32_t
        start;     /* TCP_Endpoint::start_seq, raw; the numbers below marked * are relative to it */
    uint32_t last; /* ::last_seq, raw */
    uint32_t next; /* TCP_Reassembler's last_reassem_seq* */
    uint32_t fin;  /* ::FIN_seq*, the number after the FIN */
    uint32_t rst;  /* ::hist_last_RST* */
    unsigned state : 3;
    unsigned previous : 3;
    unsigned seen : 7;    /* letters that this end has already: Session::hist_seen */
    unsigned wraps : 8;   /* how often `next` has wrapped */
    unsigned client : 1;  /* ::is_orig */
    unsigned has_fin : 1; /* ::FIN_cnt > 0 */
    unsigned acked : 1;   /* the peer has acknowledged payload: not ::NoDataAcked() */
    unsigned blind : 1;   /* TCP_Reassembler's skip_deliveries: gaps are not looked for any more */
} lf_zeek_end;

/* All zero is a connection of which nothing was seen. */
typedef struct lf_zeek {
    lf_zeek_history *history; /* NULL: empty */
    lf_zeek_trouble *trouble; /* NULL: none so far */
    lf_zeek_end end[2];       /* by lf_segment.dir */
} lf_zeek;

void lf_zeek_pool_init(lf_zeek_pool *pool, wmem_allocator_t *scope);

/* `client` is the direction, 0 or 1, of the end that is taken for the client now; where nobody can
 * tell, that of the first segment. To be called for every segment, copies included. */
void lf_zeek_update(lf_zeek *zeek, lf_zeek_pool *pool, const lf_segment *seg, uint8_t client);

lf_conn_state lf_zeek_conn_state(const lf_zeek *zeek);

/* Capitals are the client's. Lives as long as the pool's scope; equal strings are the same pointer.
 */
const char *lf_zeek_history_text(const lf_zeek *zeek);

#endif
