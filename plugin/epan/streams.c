/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "streams.h"

#include <string.h>

#include <epan/dissectors/packet-tcp.h>

#include "../core/tracker.h"
#include "compat.h"

#define RECENT_BITS 10 /* more would not stay in the processor's cache */
#define RECENT      (1u << RECENT_BITS)
#define WORDS       4 /* of 32 bits in an address */

/* Both ends of a connection, the same for both directions. */
typedef struct lf_ends {
    uint32_t address[2][WORDS];
    uint16_t port[2];
    int type;
} lf_ends;

typedef struct lf_recent {
    lf_ends ends;
    uint32_t stream; /* plus 1; 0: empty */
} lf_recent;

static int proto_tcp = -1;

/* Core's own way to a connection costs about as much as all that labflow does with a segment. But
 * only a SYN begins another stream between the same ends, so for any other segment the answer is
 * the one that core gave last. */
static lf_recent recent[RECENT];

/* Pair of addresses and ports -> its latest stream, plus 1. GLib's table takes half the room of
 * wmem's, which keeps an item of its own for each entry. */
static GHashTable *last_streams;

void lf_streams_handoff(void)
{
    proto_tcp = proto_get_id_by_filter_name("tcp");
}

void lf_streams_open(void)
{
    lf_streams_close();
    last_streams = g_hash_table_new(g_direct_hash, g_direct_equal);
}

void lf_streams_close(void)
{
    memset(recent, 0, sizeof recent);
    if (last_streams != NULL)
        g_hash_table_destroy(last_streams);
    last_streams = NULL;
}

static uint32_t stream_of(const conversation_t *conversation)
{
    const struct tcp_analysis *tcpd;

    if (conversation == NULL)
        return LF_NO_STREAM;
    tcpd = (const struct tcp_analysis *)conversation_get_proto_data(conversation, proto_tcp);
    return tcpd == NULL ? LF_NO_STREAM : tcpd->stream;
}

/* By now `pinfo` may speak of what the segment carried (a tunnel inside), so its addresses are lent
 * for the question. */
conversation_t *lf_streams_conversation(packet_info *pinfo, const lf_source_header *header)
{
    address src = pinfo->src;
    address dst = pinfo->dst;
    uint32_t srcport = pinfo->srcport;
    uint32_t destport = pinfo->destport;
    conversation_t *conversation;

    copy_address_shallow(&pinfo->src, &header->src);
    copy_address_shallow(&pinfo->dst, &header->dst);
    pinfo->srcport = header->segment.src_port;
    pinfo->destport = header->segment.dst_port;
    conversation = lf_find_tcp_conversation(pinfo);
    pinfo->src = src;
    pinfo->dst = dst;
    pinfo->srcport = srcport;
    pinfo->destport = destport;
    return conversation;
}

static uint32_t ask_core(packet_info *pinfo, const lf_source_header *header)
{
    return stream_of(lf_streams_conversation(pinfo, header));
}

static bool read_address(const address *addr, uint32_t words[WORDS])
{
    if (addr->type != AT_IPv4 && addr->type != AT_IPv6)
        return false;
    memcpy(words, addr->data, MIN((size_t)addr->len, WORDS * sizeof *words));
    return true;
}

/* False: ends that are looked up each time. */
static bool read_ends(const lf_source_header *header, lf_ends *ends)
{
    const lf_segment *s = &header->segment;
    unsigned first = s->dir == 0 ? 0 : 1;

    memset(ends, 0, sizeof *ends);
    ends->type = header->src.type;
    ends->port[first] = s->src_port;
    ends->port[1 - first] = s->dst_port;
    return read_address(&header->src, ends->address[first]) &&
           read_address(&header->dst, ends->address[1 - first]);
}

static lf_recent *slot_of(const lf_ends *ends)
{
    uint32_t mix = (uint32_t)ends->port[0] << 16 | ends->port[1];

    for (int word = 0; word < WORDS; word++)
        mix = (mix ^ ends->address[0][word] ^ ends->address[1][word] << 7) * UINT32_C(2654435761);
    return &recent[mix >> (32 - RECENT_BITS)];
}

uint32_t lf_streams_find(packet_info *pinfo, const lf_source_header *header, bool *known)
{
    lf_ends ends;
    lf_recent *slot;
    uint32_t stream;

    *known = false;
    if (!LF_STREAM_BY_ENDS || !read_ends(header, &ends))
        return ask_core(pinfo, header);
    slot = slot_of(&ends);
    *known = (header->segment.flags & LF_SYN) == 0 && slot->stream != 0 &&
             memcmp(&slot->ends, &ends, sizeof ends) == 0;
    if (*known)
        return slot->stream - 1;
    stream = ask_core(pinfo, header);
    slot->ends = ends;
    slot->stream = stream + 1; /* LF_NO_STREAM: empty */
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

/* Core could tell only by frame number, and those come again where a read filter drops frames
 * (tshark -2 -R). */
uint32_t lf_streams_previous(const lf_source_header *header, uint32_t stream)
{
    void *pair = pair_of(header);
    uintptr_t last = (uintptr_t)g_hash_table_lookup(last_streams, pair); /* plus 1; 0: none */

    g_hash_table_insert(last_streams, pair, GSIZE_TO_POINTER((gsize)stream + 1));
    return last == 0 ? LF_NO_STREAM : (uint32_t)(last - 1);
}
