/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a terminal, or in any fixed-width font.
 */
#ifndef LABFLOW_REPORT_TEXT_H
#define LABFLOW_REPORT_TEXT_H

#include "document.h"

/* Columns of a terminal that clean `text` takes. */
unsigned lf_text_width(const char *text);

/* A text that can be written, and the columns it takes. */
typedef struct lf_text_cell {
    const char *text;
    char *owned; /* `text`, where it is not what it was made of; to be freed */
    unsigned width;
} lf_text_cell;

/* `text`, clean, and cut to `room` columns where it is longer. It must live as long as `cell`. */
void lf_text_fit(lf_text_cell *cell, const char *text, unsigned room);

/* text_ladder.c */
void lf_text_ladder(GString *out, const lf_ladder *ladder, lf_language language);

/* text_timeline.c */
void lf_text_timeline(GString *out, const lf_timeline *timeline, lf_language language);

#endif
