/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One segment of a packet script: `+SECONDS DIRECTION FLAGS key=value ...`.
 */
#ifndef LABFLOW_TESTS_SCRIPT_SEGMENT_H
#define LABFLOW_TESTS_SCRIPT_SEGMENT_H

#include <glib.h>
#include <stdbool.h>

#include "segment.h"

/* What the line says besides the segment itself. */
typedef struct script_notes {
    bool again;
    bool copy;
    unsigned connection;
    bool has_seq;
    bool has_ack;
    GByteArray *payload;
    GByteArray *marks; /* payload and options: what makes two checksums differ */
} script_notes;

/* Reads the words from the first on up to a lone colon; *used tells how many. `segment` comes with
 * the time of the segment before. NULL, or the reason why the words are no segment. */
const char *script_segment_read(const GPtrArray *words, guint *used, lf_segment *segment,
                                script_notes *notes);

#endif
