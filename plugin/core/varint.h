/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Varint: numbers in as few octets as they need, seven bits in each, the lowest first.
 */
#ifndef LABFLOW_CORE_VARINT_H
#define LABFLOW_CORE_VARINT_H

#include <stdint.h>

/* The most octets that a number takes. */
#define LF_VARINT32_MAX 5
#define LF_VARINT64_MAX 10

/* Writes at `at`; returns the place behind. */
static inline uint8_t *lf_varint_put(uint8_t *at, uint64_t number)
{
    while (number > 0x7f) {
        *at++ = (uint8_t)(number | 0x80);
        number >>= 7;
    }
    *at++ = (uint8_t)number;
    return at;
}

/* Reads at `*at`, which moves behind what was written there. */
static inline uint64_t lf_varint_get(const uint8_t **at)
{
    uint64_t number = 0;

    for (unsigned shift = 0;; shift += 7) {
        uint8_t octet = *(*at)++;

        number |= (uint64_t)(octet & 0x7f) << shift;
        if (octet <= 0x7f)
            return number;
    }
}

/* A difference of either sign, small when it is near 0. */
static inline uint32_t lf_zigzag(uint32_t difference)
{
    return difference << 1 ^ (difference >> 31 == 0 ? 0 : UINT32_MAX);
}

static inline uint32_t lf_unzigzag(uint32_t zigzag)
{
    return zigzag >> 1 ^ ((zigzag & 1) == 0 ? 0 : UINT32_MAX);
}

static inline uint64_t lf_zigzag64(uint64_t difference)
{
    return difference << 1 ^ (difference >> 63 == 0 ? 0 : UINT64_MAX);
}

static inline uint64_t lf_unzigzag64(uint64_t zigzag)
{
    return zigzag >> 1 ^ ((zigzag & 1) == 0 ? 0 : UINT64_MAX);
}

#endif
