/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "svg_ladder.h"

/* Strips: few lines each, so that the foot of a printed page does not stay empty for long. */
#define STRIP_LINES 4

#define HEIGHT_PLAIN 32
#define HEIGHT_NOTE  50
#define HEIGHT_FOLD  30
#define TAIL         10

#define ARROW_START 18 /* below the upper edge of its line */
#define ARROW_SLANT 8  /* time passes on the way */

#define TAG_GAP 8
#define BAND    20 /* the phases' names at the right edge */

#define RIGHT_LIFELINE (LF_SVG_WIDTH - BAND - LF_LADDER_TAG_ROOM)

const lf_ladder_phase lf_ladder_phases[LF_PH_COUNT] = {
    [LF_PH_HANDSHAKE] = {LF_W_HANDSHAKE, "life handshake", "tint handshake", "band handshake"},
    [LF_PH_TRANSFER] = {LF_W_TRANSFER, "life transfer", "tint transfer", "band transfer"},
    [LF_PH_TEARDOWN] = {LF_W_TEARDOWN, "life teardown", "tint teardown", "band teardown"},
    [LF_PH_RESET] = {LF_W_RESET, "life reset", "tint reset", "band reset"},
    [LF_PH_CLOSED] = {LF_W_CLOSED, "life closed", "tint closed", "band closed"},
};

const char *const lf_ladder_arrows[] = {
    [LF_TONE_PLAIN] = "arrow",
    [LF_TONE_GOOD] = "arrow good",
    [LF_TONE_BAD] = "arrow bad",
    [LF_TONE_FOLD] = "arrow",
};

static int height_of(const lf_ladder_item *item)
{
    if (item->tone == LF_TONE_FOLD)
        return HEIGHT_FOLD;
    return item->note == NULL || item->note[0] == '\0' ? HEIGHT_PLAIN : HEIGHT_NOTE;
}

static lf_svg_number frame_number(uint32_t frame)
{
    lf_svg_number number = {""};

    if (frame != 0)
        g_snprintf(number.at, sizeof number.at, "%u", frame);
    return number;
}

static void plan_columns(lf_ladder_plan *plan)
{
    int frame = lf_svg_text_width(LF_SVG_TAG, lf_word_in(LF_W_FRAME, plan->language));
    int time = lf_svg_text_width(LF_SVG_TAG, plan->time_title);

    for (unsigned i = 0; i < plan->count; i++) {
        lf_svg_number frames = frame_number(lf_ladder_item_at(plan, i)->frame);
        lf_svg_number seconds = lf_svg_seconds(lf_ladder_item_at(plan, i)->time_ns);

        frame = MAX(frame, lf_svg_text_width(LF_SVG_SMALL, frames.at));
        time = MAX(time, lf_svg_text_width(LF_SVG_SMALL, seconds.at));
    }
    plan->frame_right = 2 + frame;
    plan->time_right = plan->frame_right + 12 + time;
    plan->lifeline[0] = plan->time_right + 8 + LF_LADDER_TAG_ROOM;
    plan->lifeline[1] = RIGHT_LIFELINE;
}

static int middle_of(const lf_ladder_plan *plan)
{
    return (plan->lifeline[0] + plan->lifeline[1]) / 2;
}

void lf_ladder_tag(GString *out, const lf_ladder_plan *plan, unsigned side, int y,
                   const char *state)
{
    const char *text = state == NULL || state[0] == '\0' ? "?" : state;
    int width = MIN(lf_svg_text_width(LF_SVG_TAG, text) + 8, LF_LADDER_TAG_ROOM - TAG_GAP - 2);
    int line = plan->lifeline[side];
    int near = side == 0 ? line - TAG_GAP : line + TAG_GAP;
    int x = side == 0 ? near - width : near;

    lf_svg_line(out, "rule", line, y, near, y);
    lf_svg_box(out, "state", x, y - 8, width, 16);
    lf_svg_text(out,
                &(lf_svg_place){.font = LF_SVG_TAG,
                                .anchor = LF_SVG_MIDDLE,
                                .x = x + width / 2,
                                .y = y + 4,
                                .room = width - 4},
                text);
}

static void write_numbers(GString *out, const lf_ladder_plan *plan, int y,
                          const lf_ladder_item *item)
{
    lf_svg_number frame = frame_number(item->frame);
    lf_svg_number time = lf_svg_seconds(item->time_ns);
    lf_svg_place place = {LF_SVG_SMALL, LF_SVG_END, plan->frame_right, y, plan->frame_right, NULL};

    lf_svg_text(out, &place, frame.at);
    place.x = plan->time_right;
    place.room = plan->time_right - plan->frame_right;
    place.class = "dim";
    lf_svg_text(out, &place, time.at);
}

static void write_fold(GString *out, const lf_ladder_plan *plan, int y, const lf_ladder_item *item)
{
    int room = lf_ladder_distance(plan) - 40;
    int half = MIN(lf_svg_text_width(LF_SVG_LABEL, item->label), room) / 2 + 8;
    int middle = middle_of(plan);
    int line = y + HEIGHT_FOLD / 2;

    for (unsigned side = 0; side < 2; side++) {
        int x = plan->lifeline[side];

        lf_svg_box(out, "gap", x - 3, y, 6, HEIGHT_FOLD);
        g_string_append_printf(
            out, "<path class=\"break\" d=\"M%d %dl6 4l-12 7l12 8l-12 7l6 4\" />\n", x, y);
        if (item->changed[side])
            lf_ladder_tag(out, plan, side, line, item->state[side]);
    }
    lf_svg_line(out, "folded", plan->lifeline[0] + 10, line, middle - half, line);
    lf_svg_line(out, "folded", middle + half, line, plan->lifeline[1] - 10, line);
    lf_svg_text(out,
                &(lf_svg_place){.font = LF_SVG_LABEL,
                                .anchor = LF_SVG_MIDDLE,
                                .x = middle,
                                .y = line + 4,
                                .room = room,
                                .class = "dim"},
                item->label);
    write_numbers(out, plan, line + 4, item);
}

static void write_arrow(GString *out, const lf_ladder_plan *plan, int y, const lf_ladder_item *item)
{
    const char *class = lf_ladder_arrows[item->tone];
    int from = plan->lifeline[item->leftward];
    int to = plan->lifeline[!item->leftward];
    int ahead = item->leftward ? -1 : 1;
    int start = y + ARROW_START;
    int end = start + ARROW_SLANT;

    lf_svg_line(out, class, from + 2 * ahead, start, to - 8 * ahead, end);
    g_string_append_printf(out, "<path class=\"head%s\" d=\"M%d %dl%d -5l%d 5l%d 5z\" />\n",
                           class + sizeof "arrow" - 1, to - 2 * ahead, end, -10 * ahead, 2 * ahead,
                           -2 * ahead);
    if (item->tone == LF_TONE_BAD)
        lf_svg_sign(out, from + 22 * ahead, start);
}

static void write_segment(GString *out, const lf_ladder_plan *plan, int y,
                          const lf_ladder_item *item)
{
    lf_svg_place place = {
        LF_SVG_LABEL, LF_SVG_MIDDLE, middle_of(plan), y + 15, lf_ladder_distance(plan) - 72, NULL};
    int arrives = y + ARROW_START + ARROW_SLANT;

    write_arrow(out, plan, y, item);
    lf_svg_text(out, &place, item->label);
    place.font = LF_SVG_SMALL;
    place.class = "note";
    place.y = arrives + 13;
    place.room = lf_ladder_distance(plan) - 24;
    lf_svg_text(out, &place, item->note);
    for (unsigned side = 0; side < 2; side++) {
        bool sender = item->leftward == (side == 1);

        if (item->changed[side])
            lf_ladder_tag(out, plan, side, sender ? y + ARROW_START : arrives, item->state[side]);
    }
    write_numbers(out, plan, y + ARROW_START + 4, item);
}

/* The ground of all lines of one phase. */
static void write_section(GString *out, const lf_ladder_plan *plan, lf_phase phase, int y,
                          int height)
{
    const char *word = lf_word_in(lf_ladder_phases[phase].word, plan->language);
    int x = LF_SVG_WIDTH - BAND / 2;
    int middle = y + height / 2;

    /* One pixel into the next, or a scaled drawing shows a white line between two strips. */
    lf_svg_box(out, lf_ladder_phases[phase].tint, plan->lifeline[0], y, lf_ladder_distance(plan),
               height + 1);
    lf_svg_box(out, lf_ladder_phases[phase].band, LF_SVG_WIDTH - BAND, y, BAND, height + 1);
    for (unsigned side = 0; side < 2; side++)
        lf_svg_line(out, lf_ladder_phases[phase].line, plan->lifeline[side], y,
                    plan->lifeline[side], y + height + 1);
    if (lf_svg_text_width(LF_SVG_TAG, word) + 4 > height)
        return;
    g_string_append_printf(out, "<g transform=\"rotate(90 %d %d)\">\n", x, middle);
    lf_svg_text(
        out,
        &(lf_svg_place){
            .font = LF_SVG_TAG, .anchor = LF_SVG_MIDDLE, .x = x, .y = middle + 4, .room = height},
        word);
    g_string_append(out, "</g>\n");
}

static void write_sections(GString *out, const lf_ladder_plan *plan, unsigned from, unsigned to)
{
    int y = 0;

    while (from < to) {
        lf_phase phase = lf_ladder_phase_at(plan, from);
        int height = 0;

        for (; from < to && lf_ladder_phase_at(plan, from) == phase; from++)
            height += height_of(lf_ladder_item_at(plan, from));
        write_section(out, plan, phase, y, height);
        y += height;
    }
}

static char *strip_title(const lf_ladder_plan *plan, unsigned from, unsigned to)
{
    return g_strdup_printf("%s: %s %u\u2013%u", lf_svg_or_empty(plan->ladder->title),
                           lf_word_in(LF_W_FRAME, plan->language),
                           lf_ladder_item_at(plan, from)->frame,
                           lf_ladder_item_at(plan, to - 1)->frame);
}

static void write_strip(GString *out, const lf_ladder_plan *plan, unsigned from, unsigned to)
{
    char *title = strip_title(plan, from, to);
    int height = to == plan->count ? TAIL : 0;
    int y = 0;

    for (unsigned i = from; i < to; i++)
        height += height_of(lf_ladder_item_at(plan, i));
    lf_svg_open(out, height, title, NULL);
    write_sections(out, plan, from, to);
    for (unsigned i = from; i < to; i++) {
        const lf_ladder_item *item = lf_ladder_item_at(plan, i);

        if (item->tone == LF_TONE_FOLD)
            write_fold(out, plan, y, item);
        else
            write_segment(out, plan, y, item);
        y += height_of(item);
    }
    lf_svg_close(out);
    g_free(title);
}

void lf_svg_ladder(GString *out, const lf_ladder *ladder, lf_language language)
{
    lf_ladder_plan plan = {
        .ladder = ladder,
        .language = language,
        .count = ladder->items == NULL ? 0 : ladder->items->len,
        .time_title = g_strconcat(lf_word_in(LF_W_TIME, language), " (s)", NULL),
    };

    plan_columns(&plan);
    lf_ladder_head(out, &plan);
    for (unsigned at = 0; at < plan.count; at += STRIP_LINES)
        write_strip(out, &plan, at, MIN(at + STRIP_LINES, plan.count));
    g_free(plan.time_title);
}
