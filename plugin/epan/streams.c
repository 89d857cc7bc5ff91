/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "streams.h"

#include <string.h>

#include <epan/dissectors/packet-tcp.h>

#include "../core/blocks.h"
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

/* The streams of each pair of addresses and ports: lists, the latest first, of those whose marks
 * (see mark_of) begin with the same bits. A library's table takes twice the room, and a flood of
 * SYNs is made of that. */
typedef struct lf_listed {
    uint32_t mark[2];
    uint32_t next; /* stream plus 1; 0: none */
} lf_listed;

#define LISTS_BITS     12 /* at first; later on as many lists as streams */
#define LISTS_BITS_MAX 28

static wmem_allocator_t *listed_scope; /* NULL: no file is open */
static lf_blocks listed;               /* by stream */
static uint32_t listed_count;          /* streams in lists */
static uint32_t *lists;                /* stream plus 1; 0: empty */
static unsigned lists_bits;

void lf_streams_handoff(void)
{
    proto_tcp = proto_get_id_by_filter_name("tcp");
}

void lf_streams_open(wmem_allocator_t *scope)
{
    lf_streams_close();
    listed_scope = scope;
    lists_bits = LISTS_BITS;
    lists = (uint32_t *)wmem_alloc0(scope, sizeof *lists << lists_bits);
}

/* The lists are memory of the file's scope, which goes with it. */
void lf_streams_close(void)
{
    memset(recent, 0, sizeof recent);
    listed = (lf_blocks){0};
    listed_count = 0;
    lists = NULL;
    listed_scope = NULL;
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

/* A mark of the pair of addresses and ports, the same in both directions, and not 0. Two pairs that
 * share all its bits would at worst take each other for a port pair used again. */
static uint64_t mark_of(const lf_source_header *header)
{
    uint64_t here = add_address_to_hash64(header->segment.src_port, &header->src);
    uint64_t there = add_address_to_hash64(header->segment.dst_port, &header->dst);

    return ((here ^ there) + here * there) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static lf_listed *listed_at(uint32_t stream)
{
    return (lf_listed *)lf_blocks_slot(&listed, listed_scope, stream, sizeof(lf_listed));
}

static uint64_t mark_at(const lf_listed *at)
{
    return (uint64_t)at->mark[0] << 32 | at->mark[1];
}

static uint32_t *list_of(uint64_t mark)
{
    return &lists[mark >> (64 - lists_bits)];
}

/* Twice as many lists; each stream behind those of its new one, so that the latest stays first. */
static void grow(void)
{
    uint32_t *old = lists;
    uint32_t count = 1u << lists_bits;

    lists_bits++;
    lists = (uint32_t *)wmem_alloc0(listed_scope, sizeof *lists << lists_bits);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *end[2] = {&lists[2 * i], &lists[2 * i + 1]};

        for (uint32_t stream = old[i]; stream != 0;) {
            lf_listed *at = listed_at(stream - 1);
            unsigned half = mark_at(at) >> (64 - lists_bits) & 1;

            *end[half] = stream;
            end[half] = &at->next;
            stream = at->next;
        }
        *end[0] = *end[1] = 0;
    }
    wmem_free(listed_scope, old);
}

static void put_first(uint64_t mark, uint32_t stream)
{
    lf_listed *at = listed_at(stream);
    uint32_t *list;

    if (mark_at(at) != 0)
        return; /* a list that came back to itself would never end */
    if (listed_count == 1u << lists_bits && lists_bits < LISTS_BITS_MAX)
        grow();
    list = list_of(mark);
    *at = (lf_listed){{(uint32_t)(mark >> 32), (uint32_t)mark}, *list};
    *list = stream + 1;
    listed_count++;
}

/* Core could tell only by frame number, and those come again where a read filter drops frames
 * (tshark -2 -R). */
uint32_t lf_streams_previous(const lf_source_header *header, uint32_t stream)
{
    uint64_t mark = mark_of(header);

    for (uint32_t last = *list_of(mark); last != 0; last = listed_at(last - 1)->next) {
        if (mark_at(listed_at(last - 1)) != mark)
            continue;
        if (last - 1 != stream)
            put_first(mark, stream);
        return last - 1;
    }
    put_first(mark, stream);
    return LF_NO_STREAM;
}
