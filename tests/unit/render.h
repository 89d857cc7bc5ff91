/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A verdict's fields as the text that a packet script expects.
 */
#ifndef LABFLOW_TESTS_RENDER_H
#define LABFLOW_TESTS_RENDER_H

#include <glib.h>
#include <stdbool.h>

#include "http/http.h"
#include "verdict.h"

typedef struct rendered_frame {
    uint32_t stream;
    uint32_t seq_raw;  /* as in the header */
    uint32_t ack_raw;  /* as in the header */
    uint32_t acked_in; /* frame number; 0: never */
    lf_verdict verdict;
    const lf_http *http; /* NULL: HTTP is not asked about */
    uint32_t record;
    uint32_t end_raw; /* number behind the payload */
} rendered_frame;

/* Adds to `out` (of char *, freed with g_free) the text of each occurrence of labflow.<field>.
 * False when there is no such field. */
bool render_field(const rendered_frame *frame, const char *field, GPtrArray *out);

/* The same for labflow.http.<field>, and for the expert items of HTTP messages. */
bool render_http_field(const rendered_frame *frame, const char *field, GPtrArray *out);
bool render_http_expert(const rendered_frame *frame, const char *name, GPtrArray *out);

#endif
