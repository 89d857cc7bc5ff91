/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "svg.h"

#include <inttypes.h>

#include "words.h"

#define STRIP_BARS 10
#define ROW        22
#define HEAD       46
#define TAIL       6

#define STREAM_RIGHT 44
#define LABEL_LEFT   54
#define CHART_LEFT   300
#define CHART_RIGHT  770 /* to its right there is room for a result */
#define CHART        (CHART_RIGHT - CHART_LEFT)

#define TICKS_MAX 8

/* Where things stand in one timeline. */
typedef struct lf_timeline_plan {
    const lf_timeline *timeline;
    lf_language language;
    unsigned count;
    int64_t start_ns;
    uint64_t span_ns; /* never 0 */
    uint64_t step_ns; /* from tick to tick */
} lf_timeline_plan;

/* A bar's edges, from left to right. */
typedef struct lf_timeline_edges {
    int start;
    int answer;
    int end;
} lf_timeline_edges;

typedef struct lf_timeline_classes {
    const char *waiting;
    const char *receiving;
} lf_timeline_classes;

static const lf_timeline_classes request_classes[] = {
    [LF_TONE_PLAIN] = {"waiting", "receiving"},
    [LF_TONE_GOOD] = {"waiting", "receiving"},
    [LF_TONE_BAD] = {"waiting bad", "receiving bad"},
    [LF_TONE_FOLD] = {"waiting", "receiving"},
};

static const lf_timeline_classes connection_classes = {"opening", "open"};

static bool known(int64_t ns)
{
    return ns != LF_SVG_NO_TIME;
}

/* The smallest of 1, 2, 5, 10, 20, 50... that needs no more than TICKS_MAX ticks. */
static uint64_t nice_step(uint64_t span)
{
    uint64_t step = 1;

    for (unsigned i = 0; span / step > TICKS_MAX; i++)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

static int x_of(const lf_timeline_plan *plan, int64_t ns)
{
    double share = ((double)ns - (double)plan->start_ns) / (double)plan->span_ns;

    return CHART_LEFT + (int)(CLAMP(share, 0.0, 1.0) * CHART + 0.5);
}

static int tick_x(const lf_timeline_plan *plan, unsigned tick)
{
    double share = (double)(tick * plan->step_ns) / (double)plan->span_ns;

    return CHART_LEFT + (int)(share * CHART + 0.5);
}

/* False: nobody knows any of the bar's times. */
static bool edges_of(const lf_timeline_plan *plan, const lf_timeline_bar *bar,
                     lf_timeline_edges *edges)
{
    int64_t start = known(bar->start_ns)    ? bar->start_ns
                    : known(bar->answer_ns) ? bar->answer_ns
                                            : bar->end_ns;
    int64_t end = known(bar->end_ns) ? bar->end_ns : known(bar->answer_ns) ? bar->answer_ns : start;
    int64_t answer = known(bar->answer_ns) ? bar->answer_ns : end;

    if (!known(start))
        return false;
    end = MAX(start, end);
    *edges = (lf_timeline_edges){
        .start = x_of(plan, start),
        .answer = x_of(plan, CLAMP(answer, start, end)),
        .end = x_of(plan, end),
    };
    return true;
}

/* "200 OK · 12.3 ms" */
static char *result_of(const lf_timeline_bar *bar)
{
    const char *result = lf_svg_or_empty(bar->result);
    const char *between = result[0] == '\0' ? "" : " \u00b7 ";
    lf_svg_number duration;

    if (!known(bar->start_ns) || !known(bar->end_ns) || bar->end_ns < bar->start_ns)
        return g_strdup(result);
    duration = lf_svg_duration((uint64_t)bar->end_ns - (uint64_t)bar->start_ns);
    return g_strconcat(result, between, duration.at, NULL);
}

static void write_result(GString *out, const lf_timeline_bar *bar, int x, int y)
{
    lf_svg_place place = {LF_SVG_TAG, LF_SVG_START, x + 6, y + 15, 0, "dim"};
    char *result = result_of(bar);

    if (bar->tone == LF_TONE_BAD) {
        lf_svg_sign(out, x + 13, y + ROW / 2);
        place.x += 18;
    }
    place.room = LF_SVG_WIDTH - place.x;
    /* The grid would cross the letters out. */
    lf_svg_box(out, "gap", place.x - 2, y + 5,
               MIN(lf_svg_text_width(place.font, result), place.room) + 4, ROW - 9);
    lf_svg_text(out, &place, result);
    g_free(result);
}

static void write_labels(GString *out, const lf_timeline_bar *bar, int y)
{
    lf_svg_place place = {LF_SVG_TAG, LF_SVG_END, STREAM_RIGHT, y + 15, STREAM_RIGHT, "dim"};
    lf_svg_number stream;

    g_snprintf(stream.at, sizeof stream.at, "%u", bar->stream);
    lf_svg_text(out, &place, stream.at);
    lf_svg_text(out,
                &(lf_svg_place){.font = LF_SVG_SMALL,
                                .anchor = LF_SVG_START,
                                .x = LABEL_LEFT,
                                .y = y + 15,
                                .room = CHART_LEFT - LABEL_LEFT - 8,
                                .class = bar->connection ? "dim" : NULL},
                bar->label);
}

static void write_bar(GString *out, const lf_timeline_plan *plan, const lf_timeline_bar *bar, int y)
{
    const lf_timeline_classes *classes =
        bar->connection ? &connection_classes : &request_classes[bar->tone];
    int height = bar->connection ? 4 : 12;
    int top = y + (ROW - height) / 2;
    lf_timeline_edges edges;

    if (bar->connection)
        lf_svg_line(out, "grid", 0, y, LF_SVG_WIDTH, y);
    write_labels(out, bar, y);
    if (!edges_of(plan, bar, &edges)) {
        write_result(out, bar, CHART_LEFT, y);
        return;
    }
    lf_svg_box(out, classes->waiting, edges.start, top, edges.answer - edges.start, height);
    /* At least so wide that it is seen. */
    lf_svg_box(out, classes->receiving, edges.answer, top, MAX(edges.end - edges.answer, 2),
               height);
    write_result(out, bar, MAX(edges.end, edges.answer + 2), y);
}

static void write_grid(GString *out, const lf_timeline_plan *plan, int from, int to)
{
    for (unsigned i = 0; i <= plan->span_ns / plan->step_ns; i++) {
        int x = tick_x(plan, i);

        lf_svg_line(out, "grid", x, from, x, to);
    }
}

static void write_strip(GString *out, const lf_timeline_plan *plan, unsigned from, unsigned to)
{
    int height = (int)(to - from) * ROW + (to == plan->count ? TAIL : 0);
    char *title =
        g_strdup_printf("%s: %u\u2013%u", lf_svg_or_empty(plan->timeline->title), from + 1, to);

    lf_svg_open(out, height, title, NULL);
    write_grid(out, plan, 0, height);
    for (unsigned i = from; i < to; i++)
        write_bar(out, plan, &g_array_index(plan->timeline->bars, lf_timeline_bar, i),
                  (int)(i - from) * ROW);
    lf_svg_close(out);
    g_free(title);
}

/* Each entry moves `x` on. */
static void write_legend_entry(GString *out, int *x, const char *class, int height,
                               const char *word)
{
    lf_svg_box(out, class, *x, 10 - height / 2, 26, height);
    *x += 32;
    lf_svg_text(out, &(lf_svg_place){LF_SVG_TAG, LF_SVG_START, *x, 14, LF_SVG_WIDTH - *x, NULL},
                word);
    *x += lf_svg_text_width(LF_SVG_TAG, word) + 16;
}

/* Which time the axis begins at. */
static void write_origin(GString *out, const lf_timeline_plan *plan)
{
    lf_svg_number start = lf_svg_seconds(plan->start_ns);
    char *text =
        g_strconcat("0 = ", start.at, " ", lf_word_in(LF_W_BAR_SINCE, plan->language), NULL);

    lf_svg_text(out, &(lf_svg_place){LF_SVG_TAG, LF_SVG_END, LF_SVG_WIDTH - 2, 14, 400, "dim"},
                text);
    g_free(text);
}

static void write_axis(GString *out, const lf_timeline_plan *plan)
{
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "\u00b5s"}, {1, "ns"}};
    unsigned unit = 0;

    while (plan->span_ns < units[unit].ns)
        unit++;
    for (unsigned i = 0; i <= plan->span_ns / plan->step_ns; i++) {
        int x = tick_x(plan, i);
        uint64_t at = i * plan->step_ns;
        uint64_t tenths = at % units[unit].ns * 10 / units[unit].ns;
        lf_svg_number tick;

        if (tenths == 0)
            g_snprintf(tick.at, sizeof tick.at, "%" PRIu64 " %s", at / units[unit].ns,
                       units[unit].name);
        else
            g_snprintf(tick.at, sizeof tick.at, "%" PRIu64 ".%" PRIu64 " %s", at / units[unit].ns,
                       tenths, units[unit].name);
        lf_svg_text(out, &(lf_svg_place){LF_SVG_TAG, LF_SVG_MIDDLE, x, 36, 80, NULL}, tick.at);
    }
}

static void write_head(GString *out, const lf_timeline_plan *plan)
{
    lf_language language = plan->language;
    int x = 2;

    lf_svg_open(out, HEAD, lf_svg_or_empty(plan->timeline->title), NULL);
    write_legend_entry(out, &x, "open", 4, lf_word_in(LF_W_BAR_CONNECTION, language));
    write_legend_entry(out, &x, "waiting", 12, lf_word_in(LF_W_BAR_WAITING, language));
    write_legend_entry(out, &x, "receiving", 12, lf_word_in(LF_W_BAR_RECEIVING, language));
    write_origin(out, plan);
    lf_svg_text(out, &(lf_svg_place){LF_SVG_TAG, LF_SVG_START, 2, 36, 200, "dim"},
                lf_word_in(LF_W_BAR_CONNECTION, language));
    write_axis(out, plan);
    write_grid(out, plan, HEAD - 5, HEAD);
    lf_svg_close(out);
}

void lf_svg_timeline(GString *out, const lf_timeline *timeline, lf_language language)
{
    lf_timeline_plan plan = {
        .timeline = timeline,
        .language = language,
        .count = timeline->bars == NULL ? 0 : timeline->bars->len,
        .start_ns = known(timeline->start_ns) ? timeline->start_ns : 0,
        .span_ns = 1,
    };

    if (known(timeline->end_ns) && timeline->end_ns > plan.start_ns)
        plan.span_ns = (uint64_t)timeline->end_ns - (uint64_t)plan.start_ns;
    plan.step_ns = nice_step(plan.span_ns);
    write_head(out, &plan);
    for (unsigned at = 0; at < plan.count; at += STRIP_BARS)
        write_strip(out, &plan, at, MIN(at + STRIP_BARS, plan.count));
}
