/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keep: the verdicts of a whole capture, held compactly until the file is closed.
 *
 * Most of a verdict (phase, steps, states, kinds, anomalies) repeats from segment to segment; that
 * part, the label, is stored once for all segments that share it. A record holds the numbers, in as
 * few octets as each needs: some 20 a segment. There is room for 4 GiB of them; segments after
 * that have no record.
 */
#ifndef LABFLOW_CORE_KEEP_H
#define LABFLOW_CORE_KEEP_H

#include <wsutil/wmem/wmem.h>

#include "verdict.h"

#define LF_NO_RECORD UINT32_MAX

typedef struct lf_keep lf_keep;

/* Everything lives in `scope` and goes with it. */
lf_keep *lf_keep_new(wmem_allocator_t *scope);

/* The number that the next call of lf_keep_add or lf_keep_add_nothing will return. Numbers rise
 * from record to record, by more than 1. */
uint32_t lf_keep_next(const lf_keep *keep);

/* Stores the verdict on the next TCP header of `frame`, of connection `stream`. The headers of
 * one frame are added one after the other; a frame that is added again starts anew when
 * `first` is set. Returns the record's number. */
uint32_t lf_keep_add(lf_keep *keep, uint32_t frame, bool first, uint32_t stream,
                     const lf_verdict *verdict);

/* The same for a header on which there is nothing to say; keeps the count of headers right. */
uint32_t lf_keep_add_nothing(lf_keep *keep, uint32_t frame, bool first);

/* The segment of `record`, of `frame`, was acknowledged as a whole by frame `by`; the first call
 * counts. Only a segment that takes sequence numbers can be. */
void lf_keep_set_acked_in(lf_keep *keep, uint32_t record, uint32_t frame, uint32_t by);

/* The record of header number `index` (from 0) of `frame`, or LF_NO_RECORD. */
uint32_t lf_keep_find(const lf_keep *keep, uint32_t frame, uint32_t index);

/* Restores a verdict on `frame` as it was added, except `len` and `flags`, which the header holds,
 * and `both_seen`. False where there was nothing to say. */
bool lf_keep_get(const lf_keep *keep, uint32_t record, uint32_t frame, uint32_t *stream,
                 lf_verdict *verdict);

/* The frame whose ACK covers the segment of `record`, of `frame`; 0: none so far. */
uint32_t lf_keep_acked_in(const lf_keep *keep, uint32_t record, uint32_t frame);

#endif
