/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records: where TLS records lie in what one end sends (RFC 8446 section 5.1), so that octets which
 * somebody else decrypts are known to have come in these segments.
 */
#ifndef LABFLOW_CORE_HTTP_RECORDS_H
#define LABFLOW_CORE_HTTP_RECORDS_H

#include <stdbool.h>

#include "order.h"

/* A record that has come whole. */
typedef struct lf_tls_record {
    lf_pos left; /* position of its first octet, and behind its last */
    lf_pos right;
    lf_piece first;    /* the segment that brought its first octet; its octets are void */
    uint32_t carriers; /* index into lf_records.carrier of the segments that brought it */
    uint32_t segments; /* how many those are */
} lf_tls_record;

typedef struct lf_records {
    uint8_t header[5];
    uint8_t header_len;
    bool lost;     /* nobody knows where the next record begins */
    uint32_t left; /* octets of the record in progress that are still to come */
    lf_tls_record open;
    lf_tls_record *done; /* since lf_records_forget */
    uint32_t done_count;
    uint32_t done_room;
    uint32_t *carrier; /* lf_segment.record of each segment, in order */
    uint32_t carrier_count;
    uint32_t carrier_room;
} lf_records;

/* Whether a record begins with these octets. */
bool lf_records_begin_with(const uint8_t *at, uint32_t len);

/* The next octets in order; complete records are added to `done`. */
void lf_records_feed(wmem_allocator_t *scope, lf_records *records, const lf_piece *piece);

/* Octets that the capture lacks. */
void lf_records_gap(lf_records *records, uint32_t len);

/* The records in `done` have been dealt with. */
void lf_records_forget(lf_records *records);

void lf_records_free(wmem_allocator_t *scope, lf_records *records);

#endif
