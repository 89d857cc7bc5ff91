/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Source: the way from a frame under dissection to its TCP headers. The only place that knows
 * how they are reached, so that the way can be changed.
 *
 * Today's way: labflow stands in for the TCP dissector in the table "ip.proto", takes down the
 * header and passes the segment on. It needs no protocol tree and no tap, so it costs the same few
 * hundred instructions in every mode and works where wanted fields do not (read filters of 4.0
 * and 4.4).
 */
#ifndef LABFLOW_EPAN_SOURCE_H
#define LABFLOW_EPAN_SOURCE_H

#include <epan/packet.h>

#include "../core/segment.h"

/* No file can make two times differ by more than an int64_t holds: what lies further away than this
 * (73 years) counts as this far. */
#define LF_SOURCE_SECONDS ((INT64_C(1) << 61) / 1000000000)

static inline int64_t lf_source_ns(const nstime_t *time)
{
    int64_t seconds = CLAMP((int64_t)time->secs, -LF_SOURCE_SECONDS, LF_SOURCE_SECONDS);

    return seconds * 1000000000 + time->nsecs;
}

/* As deep as core nests protocols; a frame with more TCP headers than that does not come about. */
#define LF_SOURCE_MAX 64

typedef struct lf_source_header {
    lf_segment segment;     /* without `record` and `dir`'s meaning beyond this connection */
    bool usable;            /* false: too short to be read; `segment` is void */
    const uint8_t *payload; /* its first `captured` octets; valid until the dissection ends */
    uint32_t captured;
    address src; /* valid until the frame's dissection ends */
    address dst;
} lf_source_header;

/* Once, from the protocol's registration routine. */
void lf_source_register(void);

/* Once, from the protocol's hand-off routine. */
void lf_source_handoff(void);

/* At the start of each file: no header is waiting. */
void lf_source_reset(void);

/* Whether headers are taken down from here on; they are unless this is called. */
void lf_source_listen(bool listens);

/* The TCP headers met in the frame of `pinfo` in the order in which they stand there, those that an
 * ICMP error quotes left out. Valid until the next frame is dissected. Returns how many. */
unsigned lf_source_headers(const packet_info *pinfo, const lf_source_header **list);

#endif
