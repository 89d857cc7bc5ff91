/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fuzzer's octets as a row of numbers; zeros behind their end.
 */
#ifndef LABFLOW_TESTS_INPUT_H
#define LABFLOW_TESTS_INPUT_H

#include <stddef.h>
#include <stdint.h>

typedef struct fuzz_input {
    const uint8_t *at;
    size_t left;
} fuzz_input;

static inline uint8_t input_octet(fuzz_input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* Big endian, of so many octets. */
static inline uint64_t input_number(fuzz_input *in, unsigned octets)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < octets; i++)
        number = number << 8 | input_octet(in);
    return number;
}

#endif
