/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tracker: follows every TCP connection of one capture, segment by segment in capture order,
 * and gives a verdict on each.
 *
 * What a passive observer can know. It sees segments where it stands, not where they are sent or
 * received: a segment in the capture may be lost later, one that arrived may be missing from the
 * capture, and two that crossed appear in one order. So every captured segment is taken as
 * delivered at once; when a later one shows that it was not (a bare SYN from an end that was sent a
 * SYN, a FIN that does not acknowledge the peer's FIN, a retransmission by an end whose segment was
 * answered), the state is taken back. Numbers are believed only within a window of
 * what that end has sent. Where the capture began in the middle, states stay UNKNOWN until
 * both ends have shown that they had not sent a FIN before it began.
 */
#ifndef LABFLOW_CORE_TRACKER_H
#define LABFLOW_CORE_TRACKER_H

#include <wsutil/wmem/wmem.h>

#include "segment.h"
#include "verdict.h"

#define LF_NO_STREAM UINT32_MAX

/* RFC 9293 section 3.4.2: MSL is 2 minutes. */
#define LF_DEFAULT_2MSL_NS (INT64_C(240) * 1000000000)

typedef struct lf_tracker lf_tracker;

/* `record` (lf_segment.record) of `frame` is acknowledged as a whole by the segment of frame `by`.
 */
typedef void (*lf_acked_in_fn)(void *context, uint32_t record, uint32_t frame, uint32_t by);

/* Everything the tracker allocates lives in `scope` and goes with it. `acked` may be NULL. */
lf_tracker *lf_tracker_new(wmem_allocator_t *scope, lf_acked_in_fn acked, void *context);

/* How long TIME-WAIT lasts, in nanoseconds; takes effect with the next segment. */
void lf_tracker_set_2msl(lf_tracker *tracker, int64_t ns);

/* From here on verdicts hold no conn_state (it stays 0) and no conn_history (it is empty). */
void lf_tracker_leave_out_histories(lf_tracker *tracker);

/* Whether segments of this connection have been seen. */
bool lf_tracker_knows(lf_tracker *tracker, uint32_t stream);

/* Announces that `stream` uses the addresses and ports of `previous`, with the same `dir`s.
 * Optional; before the first segment of `stream`. */
void lf_tracker_follows(lf_tracker *tracker, uint32_t stream, uint32_t previous);

/* Packs every connection, as happens to each when many others come in between. For tests. */
void lf_tracker_rest(lf_tracker *tracker);

/* Judges the next segment of connection `stream`. Segments come in capture order, each once. */
void lf_track(lf_tracker *tracker, uint32_t stream, const lf_segment *segment, lf_verdict *verdict);

/* The messages above TCP tell why `stream` closes: `verdict`, which lf_track gave on the segment
 * that closes it, and those that follow say so. */
void lf_tracker_set_close_reason(lf_tracker *tracker, uint32_t stream, lf_close_reason reason,
                                 lf_verdict *verdict);

/* Anomalies that only the end of the capture shows (nothing came after): LF_AN_BIT()s for `frame`
 * if it is the last one of `stream`, else 0. Meaningful once the whole capture has been tracked. */
uint64_t lf_tracker_final_anomalies(const lf_tracker *tracker, uint32_t stream, uint32_t frame);

#endif
