/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a packet script's line: blanks separate, quotes hold together.
 */
#ifndef LABFLOW_TESTS_WORDS_H
#define LABFLOW_TESTS_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The words of `line`, quotes kept; NULL when a quote is left open. */
GPtrArray *words_split(const char *line);

/* The parts of `text` between commas outside of quotes, each unquoted; NULL for a bad escape. */
GPtrArray *words_split_commas(const char *text);

/* `text` of `length` octets without its quotes and with its escapes replaced; NULL for a bad one.
 */
GString *words_unquote(const char *text, size_t length);

/* Decimal or 0x; false when it is no number or larger than `limit`. */
bool words_number(const char *text, uint64_t limit, uint64_t *value);

#endif
