/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sequence number arithmetic, RFC 9293 section 3.4: 32 bits, modulo 2^32.
 *
 * A position is a sequence number unwrapped to 64 bits, so that a stream of many times 4 GiB has
 * one order. Its low 32 bits are the raw number. Positions of one end are comparable with `<`.
 */
#ifndef LABFLOW_CORE_SEQ_H
#define LABFLOW_CORE_SEQ_H

#include <stdint.h>

typedef int64_t lf_pos;

/* No window is larger (RFC 7323 section 2.2); what lies further away is not of this stream. */
#define LF_SEQ_HORIZON (INT64_C(1) << 30)

/* The first position of an end whose first raw number is `raw`; leaves room below for old data. */
static inline lf_pos lf_pos_start(uint32_t raw)
{
    return (INT64_C(1) << 32) + (lf_pos)raw;
}

/* The position nearest to `reference` whose raw number is `raw`. */
static inline lf_pos lf_pos_near(lf_pos reference, uint32_t raw)
{
    return reference + (int32_t)(raw - (uint32_t)reference);
}

static inline uint32_t lf_pos_raw(lf_pos pos)
{
    return (uint32_t)pos;
}

#endif
