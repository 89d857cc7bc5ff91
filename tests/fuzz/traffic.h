/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Segments of a few connections made out of the fuzzer's octets. Three octets are a segment; most
 * of their values continue what the two ends have sent, so that a change of one octet leads deep
 * into a connection's life, and some bring in any number at all.
 *
 *   octet 1   connection (2 bits), sender (1), sequence number (2), acknowledgement number (3)
 *   octet 2   flags, as in the header
 *   octet 3   length (3 bits), time passed (3), options follow (1), the last segment again (1)
 */
#ifndef LABFLOW_TESTS_TRAFFIC_H
#define LABFLOW_TESTS_TRAFFIC_H

#include <stdbool.h>

#include "input.h"
#include "segment.h"

#define TRAFFIC_CONNECTIONS 4

typedef struct traffic_end {
    uint32_t isn;
    uint32_t next; /* behind the highest number it has used */
    uint32_t fin;
    uint32_t ack; /* its last one */
    uint32_t last_seq;
    uint32_t last_len;
} traffic_end;

typedef struct traffic_connection {
    traffic_end end[2];
    lf_segment last;
    uint32_t stream;
    bool begun;
} traffic_connection;

typedef struct traffic {
    traffic_connection connection[TRAFFIC_CONNECTIONS];
    uint32_t frame;
    uint32_t streams;
    int64_t time_ns;
} traffic;

typedef struct traffic_segment {
    lf_segment segment;
    uint32_t stream;
    uint32_t previous; /* the stream before on these ports; LF_NO_STREAM: none, or it was said */
    uint8_t connection;
    bool first_of_frame;
} traffic_segment;

/* False: the input is used up. */
bool traffic_next(traffic *t, fuzz_input *in, traffic_segment *out);

#endif
