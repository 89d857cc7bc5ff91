/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page-load timeline in characters: '=' a connection, '.' a request that waits, '#' its
 * response coming in.
 */
#include "append.h"
#include "escape.h"
#include "phrases.h"
#include "text.h"

#define AXIS  50
#define LABEL 34

static unsigned place(const lf_timeline *timeline, int64_t ns)
{
    double span = (double)timeline->end_ns - (double)timeline->start_ns;
    double part = ((double)ns - (double)timeline->start_ns) / (span > 0 ? span : 1);

    return (unsigned)(CLAMP(part, 0, 1) * (AXIS - 1));
}

static void draw(const lf_timeline *timeline, const lf_timeline_bar *bar, char axis[AXIS + 1])
{
    unsigned start = place(timeline, bar->start_ns);
    unsigned answer = place(timeline, bar->answer_ns);
    unsigned end = MAX(start, place(timeline, bar->end_ns));
    bool answered = bar->answer_ns <= bar->end_ns;

    for (unsigned i = 0; i < AXIS; i++)
        axis[i] = ' ';
    axis[AXIS] = '\0';
    for (unsigned i = start; i <= end; i++)
        axis[i] = bar->connection ? '=' : (i < answer || !answered ? '.' : '#');
}

static void add_label(GString *out, const char *text)
{
    lf_text_cell label;

    lf_text_fit(&label, text, LABEL);
    g_string_append(out, label.text);
    lf_append_repeated(out, ' ', LABEL - label.width);
    g_free(label.owned);
}

static void add_bar(GString *out, const lf_timeline *timeline, const lf_timeline_bar *bar)
{
    char axis[AXIS + 1];

    draw(timeline, bar, axis);
    g_string_append(out, bar->tone == LF_TONE_BAD ? "! " : "  ");
    add_label(out, bar->label);
    g_string_append_printf(out, " |%s| ", axis);
    lf_phrase_duration(out, bar->end_ns - bar->start_ns);
    if (bar->result[0] != '\0') {
        g_string_append(out, "  ");
        lf_escape_plain(out, bar->result);
    }
    g_string_append_c(out, '\n');
}

void lf_text_timeline(GString *out, const lf_timeline *timeline, lf_language language)
{
    g_string_append_printf(out, "  %s\n", lf_word_in(LF_W_TIMELINE_LEGEND, language));
    lf_append_repeated(out, ' ', LABEL + 4);
    lf_phrase_seconds(out, timeline->start_ns);
    lf_append_repeated(out, ' ', AXIS - 16);
    lf_phrase_seconds(out, timeline->end_ns);
    g_string_append_c(out, '\n');
    for (unsigned i = 0; i < timeline->bars->len; i++)
        add_bar(out, timeline, &g_array_index(timeline->bars, lf_timeline_bar, i));
    if (timeline->rest != NULL) {
        g_string_append(out, "  ");
        lf_escape_plain(out, timeline->rest);
        g_string_append_c(out, '\n');
    }
}
