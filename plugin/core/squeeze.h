/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Squeeze: a record as 32-bit words in few octets. Most of what is kept of a connection is zero,
 * small, or near a number that came shortly before: a word that is 0 costs a bit; another one a
 * varint, of itself or of its distance to one of the last seven that were not small.
 */
#ifndef LABFLOW_CORE_SQUEEZE_H
#define LABFLOW_CORE_SQUEEZE_H

#include <stdint.h>
#include <string.h>

#include "varint.h"

/* The most octets that `words` words take: a bit and a varint of 35 bits each. */
#define LF_SQUEEZE_MAX(words) (((words) + 7) / 8 + (words)*LF_VARINT32_MAX)

#define LF_SQUEEZE_SMALL (1u << 12)
#define LF_SQUEEZE_NEAR  7 /* and none: LF_SQUEEZE_BITS */
#define LF_SQUEEZE_BITS  3

/* The words that later ones may be near to; which one gives way next. */
typedef struct lf_squeeze_memory {
    uint32_t word[LF_SQUEEZE_NEAR];
    unsigned oldest;
} lf_squeeze_memory;

/* `which`: 0: the word was written as itself, else its distance to word[which - 1]. */
static inline void lf_squeeze_remember(lf_squeeze_memory *memory, uint32_t word, unsigned which)
{
    if (which != 0) {
        memory->word[which - 1] = word;
    } else if (word >= LF_SQUEEZE_SMALL) {
        memory->word[memory->oldest] = word;
        memory->oldest = (memory->oldest + 1) % LF_SQUEEZE_NEAR;
    }
}

static inline uint8_t *lf_squeeze_put(uint8_t *at, lf_squeeze_memory *memory, uint32_t word)
{
    uint64_t least = word;
    unsigned which = 0;

    for (unsigned i = 0; i < LF_SQUEEZE_NEAR; i++) {
        uint32_t distance = lf_zigzag(word - memory->word[i]);

        if (distance >= least)
            continue;
        least = distance;
        which = i + 1;
    }
    lf_squeeze_remember(memory, word, which);
    return lf_varint_put(at, least << LF_SQUEEZE_BITS | which);
}

static inline uint32_t lf_squeeze_get(const uint8_t **at, lf_squeeze_memory *memory)
{
    uint64_t number = lf_varint_get(at);
    unsigned which = (unsigned)(number & LF_SQUEEZE_NEAR);
    uint32_t word = (uint32_t)(number >> LF_SQUEEZE_BITS);

    if (which != 0)
        word = memory->word[which - 1] + lf_unzigzag(word);
    lf_squeeze_remember(memory, word, which);
    return word;
}

/* Writes `count` words at `at`; returns the place behind. */
static inline uint8_t *lf_squeeze(uint8_t *at, const uint32_t *words, unsigned count)
{
    lf_squeeze_memory memory = {0};
    uint8_t *map = at;

    at += (count + 7) / 8;
    memset(map, 0, (count + 7) / 8);
    for (unsigned i = 0; i < count; i++) {
        if (words[i] == 0)
            continue;
        map[i / 8] |= (uint8_t)(1u << i % 8);
        at = lf_squeeze_put(at, &memory, words[i]);
    }
    return at;
}

/* Reads `count` words that lf_squeeze wrote at `at`. */
static inline void lf_unsqueeze(const uint8_t *at, uint32_t *words, unsigned count)
{
    lf_squeeze_memory memory = {0};
    const uint8_t *map = at;

    at += (count + 7) / 8;
    memset(words, 0, count * sizeof *words);
    for (unsigned first = 0; first < count; first += 8) {
        for (unsigned bits = map[first / 8]; bits != 0; bits &= bits - 1)
            words[first + (unsigned)__builtin_ctz(bits)] = lf_squeeze_get(&at, &memory);
    }
}

#endif
