/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SVG: the drawings within the HTML report. How they look (fonts, colours, dashes) says the style
 * sheet in html_style.c; here are places and sizes.
 *
 * A drawing is a pile of <svg> strips: browsers cut a page between two of them, but would cut one
 * tall <svg> through the middle of its text. Nothing in them has an id, since ids would have to be
 * different in every drawing of the document.
 */
#ifndef LABFLOW_REPORT_SVG_H
#define LABFLOW_REPORT_SVG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "document.h"

#define LF_SVG_WIDTH 920

/* The time that nobody knows. */
#define LF_SVG_NO_TIME INT64_MIN

/* The sizes of type, with a class each in the style sheet. All are monospaced: the only fonts
 * whose width can be told without asking them. */
typedef enum lf_svg_font { LF_SVG_LABEL, LF_SVG_SMALL, LF_SVG_TAG } lf_svg_font;

typedef enum lf_svg_anchor { LF_SVG_START, LF_SVG_MIDDLE, LF_SVG_END } lf_svg_anchor;

/* Where a text goes. */
typedef struct lf_svg_place {
    lf_svg_font font;
    lf_svg_anchor anchor;
    int x;
    int y;             /* of the base line */
    int room;          /* what is wider is cut */
    const char *class; /* one more class; NULL: none */
} lf_svg_place;

#define LF_SVG_NUMBER 32

/* A number as text. */
typedef struct lf_svg_number {
    char at[LF_SVG_NUMBER];
} lf_svg_number;

/* A strip, LF_SVG_WIDTH wide. `description` may be NULL. */
void lf_svg_open(GString *out, int height, const char *title, const char *description);
void lf_svg_close(GString *out);

/* Text that is cut has all of it in its <title>. */
void lf_svg_text(GString *out, const lf_svg_place *place, const char *text);
int lf_svg_text_width(lf_svg_font font, const char *text);

void lf_svg_line(GString *out, const char *class, int x1, int y1, int x2, int y2);
void lf_svg_box(GString *out, const char *class, int x, int y, int width, int height);
/* The sign for "not as expected", in a circle around this point. */
void lf_svg_sign(GString *out, int x, int y);

/* Seconds with six decimals. */
lf_svg_number lf_svg_seconds(int64_t ns);
/* In the unit that suits, with one decimal. */
lf_svg_number lf_svg_duration(uint64_t ns);

static inline const char *lf_svg_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* svg_ladder.c, svg_timeline.c */
void lf_svg_ladder(GString *out, const lf_ladder *ladder, lf_language language);
void lf_svg_timeline(GString *out, const lf_timeline *timeline, lf_language language);

#endif
