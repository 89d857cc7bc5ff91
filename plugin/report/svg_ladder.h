/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the ladder's head (svg_ladder_head.c) and its lines (svg_ladder.c) share.
 */
#ifndef LABFLOW_REPORT_SVG_LADDER_H
#define LABFLOW_REPORT_SVG_LADDER_H

#include "svg.h"
#include "words.h"

#define LF_LADDER_TAG_ROOM 98 /* for the states beside each lifeline */

/* Where things stand in one ladder. */
typedef struct lf_ladder_plan {
    const lf_ladder *ladder;
    lf_language language;
    unsigned count;
    int frame_right; /* the right edges of both columns of numbers */
    int time_right;
    int lifeline[2];
    char *time_title;
} lf_ladder_plan;

/* How a phase looks. */
typedef struct lf_ladder_phase {
    lf_word word;
    const char *line; /* classes of the style sheet */
    const char *tint;
    const char *band;
} lf_ladder_phase;

extern const lf_ladder_phase lf_ladder_phases[LF_PH_COUNT];
/* Classes, by tone. The first is "arrow". */
extern const char *const lf_ladder_arrows[];

static inline const lf_ladder_item *lf_ladder_item_at(const lf_ladder_plan *plan, unsigned at)
{
    return &g_array_index(plan->ladder->items, lf_ladder_item, at);
}

static inline lf_phase lf_ladder_phase_at(const lf_ladder_plan *plan, unsigned at)
{
    return at < plan->count ? lf_ladder_item_at(plan, at)->phase : LF_PH_CLOSED;
}

static inline int lf_ladder_distance(const lf_ladder_plan *plan)
{
    return plan->lifeline[1] - plan->lifeline[0];
}

/* A state of the end `side`, on the outer side of its lifeline. */
void lf_ladder_tag(GString *out, const lf_ladder_plan *plan, unsigned side, int y,
                   const char *state);

/* svg_ladder_head.c: the strip with the legend, both ends and their first states. */
void lf_ladder_head(GString *out, const lf_ladder_plan *plan);

#endif
