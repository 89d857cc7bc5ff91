/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets: items of any length one after the other, in a store that grows without ever moving what
 * it holds. An item lies in one chunk, and is named by its place, counted in octets through all
 * chunks. Full at 4 GiB.
 */
#ifndef LABFLOW_CORE_OCTETS_H
#define LABFLOW_CORE_OCTETS_H

#include <stdint.h>
#include <wsutil/wmem/wmem.h>

#define LF_OCTETS_BITS  16
#define LF_OCTETS_CHUNK (1u << LF_OCTETS_BITS) /* the longest item */
#define LF_OCTETS_FULL  UINT32_MAX             /* no place */

/* All zero is an empty one. */
typedef struct lf_octets {
    uint8_t **chunk;
    uint32_t count;
    uint32_t room;
    uint32_t end; /* of the last item */
} lf_octets;

/* The place of an item of at most `most` octets, after one that ends at `end`. */
static inline uint32_t lf_octets_after(uint32_t end, uint32_t most)
{
    uint32_t left = LF_OCTETS_CHUNK - end % LF_OCTETS_CHUNK;

    return left < most ? end + left : end;
}

/* The place that lf_octets_open would give. */
static inline uint32_t lf_octets_next(const lf_octets *octets, uint32_t most)
{
    uint32_t place = lf_octets_after(octets->end, most);

    return place > LF_OCTETS_FULL - LF_OCTETS_CHUNK ? LF_OCTETS_FULL : place;
}

/* Room for an item of at most `most` octets; `*place` is its place. NULL and LF_OCTETS_FULL: there
 * is none any more. */
static inline uint8_t *lf_octets_open(lf_octets *octets, wmem_allocator_t *scope, uint32_t most,
                                      uint32_t *place)
{
    *place = lf_octets_next(octets, most);
    if (*place == LF_OCTETS_FULL)
        return NULL;
    if (*place >> LF_OCTETS_BITS == octets->count) {
        if (octets->count == octets->room) {
            octets->room = octets->room == 0 ? 16 : octets->room * 2;
            octets->chunk = (uint8_t **)wmem_realloc(scope, octets->chunk,
                                                     octets->room * sizeof *octets->chunk);
        }
        octets->chunk[octets->count++] = (uint8_t *)wmem_alloc(scope, LF_OCTETS_CHUNK);
    }
    return octets->chunk[*place >> LF_OCTETS_BITS] + *place % LF_OCTETS_CHUNK;
}

/* The item that was opened last, at `place`, takes `len` octets. */
static inline void lf_octets_close(lf_octets *octets, uint32_t place, uint32_t len)
{
    octets->end = place + len;
}

/* The octet at `place`, which must be one of an item. */
static inline uint8_t *lf_octets_at(const lf_octets *octets, uint32_t place)
{
    return octets->chunk[place >> LF_OCTETS_BITS] + place % LF_OCTETS_CHUNK;
}

/* The place of the octet that `at` points to, found soonest for a late one; LF_OCTETS_FULL: it is
 * none of these. */
static inline uint32_t lf_octets_place(const lf_octets *octets, const void *at)
{
    const uint8_t *octet = (const uint8_t *)at;

    for (uint32_t i = octets->count; i > 0; i--) {
        const uint8_t *chunk = octets->chunk[i - 1];

        if (octet >= chunk && octet < chunk + LF_OCTETS_CHUNK)
            return (i - 1) << LF_OCTETS_BITS | (uint32_t)(octet - chunk);
    }
    return LF_OCTETS_FULL;
}

#endif
