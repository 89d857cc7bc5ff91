/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A verdict's fields as the text that a packet script expects.
 */
#ifndef LABFLOW_TESTS_RENDER_H
#define LABFLOW_TESTS_RENDER_H

#include <glib.h>
#include <stdbool.h>

#include "verdict.h"

typedef struct rendered_frame {
    uint32_t stream;
    uint32_t seq_raw;  /* as in the header */
    uint32_t ack_raw;  /* as in the header */
    uint32_t acked_in; /* frame number; 0: never */
    lf_verdict verdict;
} rendered_frame;

/* Adds to `out` (of char *, freed with g_free) the text of each occurrence of labflow.<field>.
 * False when there is no such field. */
bool render_field(const rendered_frame *frame, const char *field, GPtrArray *out);

#endif
