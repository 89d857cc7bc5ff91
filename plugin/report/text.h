/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a terminal, or in any fixed-width font.
 */
#ifndef LABFLOW_REPORT_TEXT_H
#define LABFLOW_REPORT_TEXT_H

#include "document.h"

/* Columns of a terminal that clean `text` takes. */
unsigned lf_text_width(const char *text);

/* `text`, clean, cut to `room` columns where it is longer. To be freed. */
char *lf_text_cut(const char *text, unsigned room);

/* Appends `count` spaces. */
void lf_text_pad(GString *out, unsigned count);

/* text_ladder.c */
void lf_text_ladder(GString *out, const lf_ladder *ladder, lf_language language);

/* text_timeline.c */
void lf_text_timeline(GString *out, const lf_timeline *timeline, lf_language language);

#endif
