/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a report holds most of, put behind a text: printf would take a third of the time of writing
 * it.
 */
#ifndef LABFLOW_REPORT_APPEND_H
#define LABFLOW_REPORT_APPEND_H

#include <glib.h>
#include <stdint.h>

/* In decimal digits. */
void lf_append_number(GString *out, uint64_t number);

/* The same with zeros in front, so that there are `digits` of them, 20 at most. */
void lf_append_padded(GString *out, uint64_t number, unsigned digits);

/* `c`, which is ASCII, `count` times. */
void lf_append_repeated(GString *out, char c, unsigned count);

#endif
