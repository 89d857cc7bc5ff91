/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "labflow.h"

#include <epan/dissectors/packet-tcp.h>
#include <epan/packet.h>

#include "../core/keep.h"
#include "../core/tracker.h"
#include "compat.h"
#include "demand.h"
#include "prefs.h"
#include "present.h"
#include "source.h"

static int proto_labflow = -1;
static int proto_tcp = -1;

/* Of the file that is open. */
static lf_tracker *tracker;
static lf_keep *keep;
static wmem_map_t *last_streams; /* pair of addresses and ports -> its latest stream, plus 1 */
static lf_language language;

static void acked(void *context, uint32_t record, uint32_t by)
{
    lf_keep_set_acked_in((lf_keep *)context, record, by);
}

static void open_file(void)
{
    keep = lf_keep_new(wmem_file_scope());
    last_streams = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
    tracker = lf_tracker_new(wmem_file_scope(), acked, keep);
    lf_tracker_set_2msl(tracker, lf_prefs_2msl_ns());
    language = lf_prefs_language();
    lf_demand_read(proto_labflow);
    lf_source_reset();
}

static void close_file(void)
{
    tracker = NULL; /* memory of the file's scope, which goes with it */
    keep = NULL;
    last_streams = NULL;
    lf_source_reset();
}

static uint32_t stream_of(const conversation_t *conversation)
{
    const struct tcp_analysis *tcpd;

    if (conversation == NULL)
        return LF_NO_STREAM;
    tcpd = (const struct tcp_analysis *)conversation_get_proto_data(conversation, proto_tcp);
    return tcpd == NULL ? LF_NO_STREAM : tcpd->stream;
}

/* Core's conversation of this header, found as core finds it. By now `pinfo` may speak of what the
 * segment carried (a tunnel inside), so its addresses are lent for the question. */
static uint32_t find_stream(packet_info *pinfo, const lf_source_header *header)
{
    address src = pinfo->src;
    address dst = pinfo->dst;
    uint32_t srcport = pinfo->srcport;
    uint32_t destport = pinfo->destport;
    uint32_t stream;

    copy_address_shallow(&pinfo->src, &header->src);
    copy_address_shallow(&pinfo->dst, &header->dst);
    pinfo->srcport = header->segment.src_port;
    pinfo->destport = header->segment.dst_port;
    stream = stream_of(lf_find_tcp_conversation(pinfo));
    pinfo->src = src;
    pinfo->dst = dst;
    pinfo->srcport = srcport;
    pinfo->destport = destport;
    return stream;
}

/* A mark of the pair of addresses and ports, the same in both directions. Two pairs that share all
 * 64 bits would at worst take each other for a port pair used again. */
static void *pair_of(const lf_source_header *header)
{
    uint64_t here = add_address_to_hash64(header->segment.src_port, &header->src);
    uint64_t there = add_address_to_hash64(header->segment.dst_port, &header->dst);

    return GSIZE_TO_POINTER((here ^ there) + here * there);
}

/* The connection that used these ports before, so that its TIME-WAIT is known. Core could tell only
 * by frame number, and those come again where a read filter drops frames (tshark -2 -R). */
static void look_up_previous(const lf_source_header *header, uint32_t stream)
{
    void *pair;
    uintptr_t last;

    if (lf_tracker_knows(tracker, stream))
        return;
    pair = pair_of(header);
    last = (uintptr_t)wmem_map_lookup(last_streams, pair); /* plus 1; 0: none */
    if (last != 0)
        lf_tracker_follows(tracker, stream, (uint32_t)(last - 1));
    wmem_map_insert(last_streams, pair, GSIZE_TO_POINTER((gsize)stream + 1));
}

static void track(packet_info *pinfo, const lf_source_header *header, bool first)
{
    lf_segment segment = header->segment;
    uint32_t stream = header->usable ? find_stream(pinfo, header) : LF_NO_STREAM;
    lf_verdict verdict;

    if (stream == LF_NO_STREAM) {
        lf_keep_add_nothing(keep, pinfo->num, first);
        return;
    }
    look_up_previous(header, stream);
    segment.record = lf_keep_next(keep);
    lf_track(tracker, stream, &segment, &verdict);
    lf_keep_add(keep, pinfo->num, first, stream, &verdict);
}

static void show(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                 const lf_source_header *header, uint32_t record)
{
    lf_verdict verdict;
    lf_shown shown = {
        .verdict = &verdict,
        .seq_raw = header->segment.seq,
        .ack_raw = header->segment.ack,
        .language = language,
    };

    if (!lf_keep_get(keep, record, &shown.stream, &verdict))
        return;
    verdict.frame = pinfo->num;
    verdict.flags = header->segment.flags;
    verdict.len = header->segment.len;
    /* On a second visit the whole capture has been read (a live one: as far as it goes). */
    if (pinfo->fd->visited) {
        shown.acked_in = lf_keep_acked_in(keep, record);
        verdict.anomalies |= lf_tracker_final_anomalies(tracker, shown.stream, pinfo->num);
    }
    lf_present(tvb, pinfo, tree, &shown);
}

static int dissect_labflow(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    const lf_source_header *headers;
    unsigned count = lf_source_headers(pinfo, &headers);

    if (count == 0 || keep == NULL)
        return 0;
    if (!pinfo->fd->visited) {
        for (unsigned i = 0; i < count; i++)
            track(pinfo, &headers[i], i == 0);
    }
    for (unsigned i = 0; i < count && lf_demand_any(tree); i++)
        show(tvb, pinfo, tree, &headers[i], lf_keep_find(keep, pinfo->num, i));
    lf_source_reset();
    return (int)tvb_captured_length(tvb);
}

void lf_labflow_register(void)
{
    proto_labflow = proto_register_protocol("LabFlow: TCP step by step", "LabFlow", "labflow");
    lf_present_register(proto_labflow);
    lf_prefs_register(proto_labflow);
    lf_source_register();
    register_init_routine(open_file);
    register_cleanup_routine(close_file);
    register_postdissector(register_dissector("labflow", dissect_labflow, proto_labflow));
}

void lf_labflow_handoff(void)
{
    proto_tcp = proto_get_id_by_filter_name("tcp");
    lf_source_handoff();
}
