/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "svg_ladder.h"

#define HEAD 112

/* Each entry moves `x` on. */
static void write_legend_entry(GString *out, int *x, const char *class, const char *word)
{
    lf_svg_line(out, class, *x, 10, *x + 34, 10);
    *x += 40;
    lf_svg_text(out, &(lf_svg_place){LF_SVG_TAG, LF_SVG_START, *x, 14, LF_SVG_WIDTH - *x, NULL},
                word);
    *x += lf_svg_text_width(LF_SVG_TAG, word) + 16;
}

static void write_legend(GString *out, const lf_ladder_plan *plan)
{
    bool phase_seen[LF_PH_COUNT] = {false};
    bool tone_seen[LF_TONE_FOLD + 1] = {false};
    int x = 2;

    for (unsigned i = 0; i < plan->count; i++) {
        phase_seen[lf_ladder_phase_at(plan, i)] = true;
        tone_seen[lf_ladder_item_at(plan, i)->tone] = true;
    }
    for (unsigned i = 0; i < LF_PH_COUNT; i++) {
        if (phase_seen[i])
            write_legend_entry(out, &x, lf_ladder_phases[i].line,
                               lf_word_in(lf_ladder_phases[i].word, plan->language));
    }
    if (tone_seen[LF_TONE_FOLD])
        write_legend_entry(out, &x, "folded", lf_word_in(LF_W_LEGEND_FOLD, plan->language));
    if (!tone_seen[LF_TONE_BAD])
        return;
    lf_svg_sign(out, x + 17, 10);
    write_legend_entry(out, &x, lf_ladder_arrows[LF_TONE_BAD],
                       lf_word_in(LF_W_LEGEND_UNEXPECTED, plan->language));
}

static void write_end(GString *out, const lf_ladder_plan *plan, unsigned side)
{
    const lf_ladder *ladder = plan->ladder;
    int line = plan->lifeline[side];
    int most = lf_ladder_distance(plan) / 2 + LF_LADDER_TAG_ROOM - 20;
    int width = lf_svg_text_width(LF_SVG_SMALL, ladder->address[side]) + 20;
    int x;
    lf_svg_place place;

    width = CLAMP(width, 2 * LF_LADDER_TAG_ROOM - 20, most);
    x = side == 0 ? line - LF_LADDER_TAG_ROOM + 10 : line + LF_LADDER_TAG_ROOM - 10 - width;
    place = (lf_svg_place){LF_SVG_LABEL, LF_SVG_MIDDLE, x + width / 2, 44, width - 12, "strong"};
    lf_svg_box(out, "end", x, 28, width, 42);
    lf_svg_text(out, &place, ladder->name[side]);
    place.font = LF_SVG_SMALL;
    place.y = 61;
    place.class = NULL;
    lf_svg_text(out, &place, ladder->address[side]);
    lf_svg_line(out, lf_ladder_phases[lf_ladder_phase_at(plan, 0)].line, line, 70, line, HEAD);
    lf_ladder_tag(out, plan, side, 90, ladder->start[side]);
}

void lf_ladder_head(GString *out, const lf_ladder_plan *plan)
{
    const lf_ladder *ladder = plan->ladder;
    lf_svg_place place = {LF_SVG_TAG, LF_SVG_END, plan->frame_right, 94, plan->frame_right, "dim"};
    char *description = g_strdup_printf(
        "%s %s, %s %s", lf_svg_or_empty(ladder->name[0]), lf_svg_or_empty(ladder->address[0]),
        lf_svg_or_empty(ladder->name[1]), lf_svg_or_empty(ladder->address[1]));

    lf_svg_open(out, HEAD, ladder->title, description);
    write_legend(out, plan);
    lf_svg_text(out, &place, lf_word_in(LF_W_FRAME, plan->language));
    place.x = plan->time_right;
    place.room = plan->time_right - plan->frame_right;
    lf_svg_text(out, &place, plan->time_title);
    for (unsigned side = 0; side < 2; side++)
        write_end(out, plan, side);
    lf_svg_close(out);
    g_free(description);
}
