/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segment: what the tracker is told about one captured TCP segment.
 *
 * This is the whole input of plugin/core for TCP. Whoever fills it in (the epan glue, a packet
 * script, a fuzzer) needs no other knowledge of the core, and the core needs none of theirs.
 */
#ifndef LABFLOW_CORE_SEGMENT_H
#define LABFLOW_CORE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

/* TCP control bits, RFC 9293 section 3.1 and RFC 3168. */
enum {
    LF_FIN = 0x01,
    LF_SYN = 0x02,
    LF_RST = 0x04,
    LF_PSH = 0x08,
    LF_ACK = 0x10,
    LF_URG = 0x20,
    LF_ECE = 0x40,
    LF_CWR = 0x80,
};

/* What the first payload octets look like: evidence for roles and for why a connection closed. */
typedef enum lf_payload_hint {
    LF_PAYLOAD_NONE,
    LF_PAYLOAD_OTHER,
    LF_PAYLOAD_TLS,
    LF_PAYLOAD_HTTP_REQUEST,
    LF_PAYLOAD_HTTP_RESPONSE,
} lf_payload_hint;

#define LF_SACK_MAX 4 /* as many as fit into 40 option bytes, RFC 2018 section 3 */

typedef struct lf_sack_block {
    uint32_t left;  /* first sequence number of the block, raw */
    uint32_t right; /* the sequence number after its last, raw */
} lf_sack_block;

typedef struct lf_segment {
    uint32_t record; /* the caller's name for this segment: handed back when it is acknowledged */
    uint32_t frame;  /* capture frame number, from 1 */
    int64_t time_ns; /* capture time, nanoseconds since any fixed origin; need not be monotonic, but
                      * no two differ by more than INT64_MAX */
    uint8_t dir;     /* 0 or 1: which of the connection's two ends sent it; any fixed choice */
    uint8_t flags;   /* LF_FIN ... LF_CWR */
    uint16_t window; /* as in the header, not scaled */
    uint16_t src_port;
    uint16_t dst_port;
    uint16_t checksum; /* as in the header: one mark of a frame captured twice */
    uint16_t ip_id;    /* IPv4 identification, another such mark; 0: there is none */
    uint32_t seq;      /* raw */
    uint32_t ack;      /* raw; meaningless without LF_ACK */
    uint32_t len;      /* payload octets that were sent, even when fewer were captured */
    bool len_known;    /* false for a fragment or a header without room for itself */
    bool tfo_cookie;   /* a Fast Open option (RFC 7413) that carries a cookie */
    bool tfo_option;   /* a Fast Open option of any kind */
    uint8_t sack_count;
    lf_sack_block sack[LF_SACK_MAX];
    lf_payload_hint hint;
} lf_segment;

#endif
