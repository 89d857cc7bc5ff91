/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any row of TCP segments through the tracker, the keep and the sentences.
 */
#include "check.h"
#include "keep.h"
#include "rules.h"
#include "target.h"
#include "tracker.h"

#define MANY 300 /* segments that are read of one input */

/* The segments of one capture, as far as they are judged. */
typedef struct run {
    judged *all;
    uint32_t count;
} run;

static void note_acked_in(void *context, uint32_t record, uint32_t frame, uint32_t by)
{
    const run *r = (const run *)context;
    const judged *now = &r->all[r->count - 1];

    CHECK(record + 1 < r->count, "segment %u of %u", record, r->count);
    CHECK(by == now->sent.segment.frame, "%u", by);
    CHECK(frame == r->all[record].sent.segment.frame, "%u", frame);
    CHECK(r->all[record].sent.stream == now->sent.stream, "another connection's segment");
    CHECK(r->all[record].sent.segment.dir != now->sent.segment.dir, "its own segment");
    if (r->all[record].acked_in == 0)
        r->all[record].acked_in = by;
}

static void judge(lf_tracker *tracker, run *r, uint8_t exchanged)
{
    judged *now = &r->all[r->count];
    lf_segment segment = now->sent.segment;

    segment.dir ^= exchanged;
    segment.record = r->count++;
    if (now->sent.previous != LF_NO_STREAM)
        lf_tracker_follows(tracker, now->sent.stream, now->sent.previous);
    lf_track(tracker, now->sent.stream, &segment, &now->verdict);
}

static void check_final(const lf_tracker *tracker, const run *r)
{
    for (uint32_t i = 0; i < r->count; i++) {
        lf_verdict verdict = r->all[i].verdict;

        lf_verdict_add_later(
            &verdict, lf_tracker_final_anomalies(tracker, r->all[i].sent.stream, verdict.frame));
        rules_check_words(&verdict);
    }
}

static void check_keep(wmem_allocator_t *scope, const run *r)
{
    lf_keep *keep = lf_keep_new(scope);
    uint32_t records[MANY];
    uint32_t nth = 0;

    for (uint32_t i = 0; i < r->count; i++) {
        const judged *now = &r->all[i];

        records[i] = lf_keep_next(keep);
        CHECK(lf_keep_add(keep, now->verdict.frame, now->sent.first_of_frame, now->sent.stream,
                          &now->verdict) == records[i],
              "%u", i);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        const judged *now = &r->all[i];
        lf_verdict verdict;
        uint32_t stream;

        nth = now->sent.first_of_frame ? 0 : nth + 1;
        CHECK(lf_keep_find(keep, now->verdict.frame, nth) == records[i], "frame %u",
              now->verdict.frame);
        CHECK(lf_keep_get(keep, records[i], now->verdict.frame, &stream, &verdict), "%u", i);
        CHECK(stream == now->sent.stream, "%u", stream);
        rules_check_kept(&now->verdict, &verdict);
    }
}

/* Which end is called 0 must not matter. */
static void check_exchanged(wmem_allocator_t *scope, const run *first)
{
    run r = {(judged *)wmem_memdup(scope, first->all, first->count * sizeof *first->all), 0};
    lf_tracker *tracker = lf_tracker_new(scope, NULL, NULL);

    while (r.count < first->count) {
        judge(tracker, &r, 1);
        rules_check_same(&first->all[r.count - 1].verdict, &r.all[r.count - 1].verdict);
    }
}

/* Nor must other connections, whether they come so seldom or in such number that all are packed. */
static void check_alone(wmem_allocator_t *scope, const run *first, uint8_t connection)
{
    run r = {wmem_alloc_array(scope, judged, first->count), 0};
    lf_tracker *tracker = lf_tracker_new(scope, NULL, NULL);

    for (uint32_t i = 0; i < first->count; i++) {
        if (first->all[i].sent.connection != connection)
            continue;
        r.all[r.count] = first->all[i];
        judge(tracker, &r, 0);
        rules_check_same(&first->all[i].verdict, &r.all[r.count - 1].verdict);
        lf_tracker_rest(tracker);
    }
}

void fuzz(wmem_allocator_t *scope, fuzz_input in)
{
    traffic sent = {0};
    run r = {wmem_alloc_array(scope, judged, MANY), 0};
    lf_tracker *tracker = lf_tracker_new(scope, note_acked_in, &r);

    while (r.count < MANY && traffic_next(&sent, &in, &r.all[r.count].sent)) {
        r.all[r.count].acked_in = 0;
        judge(tracker, &r, 0);
        rules_check(r.all, r.count);
    }
    check_final(tracker, &r);
    check_keep(scope, &r);
    check_exchanged(scope, &r);
    for (uint8_t i = 0; i < TRAFFIC_CONNECTIONS; i++)
        check_alone(scope, &r, i);
}
