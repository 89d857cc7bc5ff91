/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must hold, and what is said where it does not: libFuzzer keeps the input that aborts.
 */
#ifndef LABFLOW_TESTS_CHECK_H
#define LABFLOW_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "FOUND %s:%d: not %s: ", __FILE__, __LINE__, #condition);              \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fputc('\n', stderr);                                                                   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
