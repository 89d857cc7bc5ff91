/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder diagram in characters: the client's line at the left, the server's at the right, their
 * states outside.
 */
#include <string.h>

#include "escape.h"
#include "text.h"
#include "words.h"

#define STATE 13 /* "SYN-RECEIVED" and a space */
#define ARROW 56 /* between the lines */

static void add_states(GString *out, const char *left, const char *right, const char *middle,
                       const char *line)
{
    lf_text_pad(out, 2);
    g_string_append(out, left);
    lf_text_pad(out, STATE - MIN(STATE, lf_text_width(left)));
    g_string_append_printf(out, "%s%s%s", line, middle, line);
    if (right[0] != '\0')
        g_string_append_printf(out, " %s", right);
    g_string_append_c(out, '\n');
}

static void add_dashes(GString *out, unsigned count, char dash)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_c(out, dash);
}

/* "--- 4 PSH, ACK seq=1 ack=1 len=82 ----->" or the other way round; not as expected: "~ ~ ~". */
static char *arrow(const lf_ladder_item *item)
{
    char *full = g_strdup_printf("%u  %s", item->frame, item->label);
    char *label = lf_text_cut(full, ARROW - 10);
    unsigned width = lf_text_width(label);
    char dash = item->tone == LF_TONE_BAD ? '~' : '-';
    GString *text = g_string_new(NULL);
    unsigned rest = ARROW - 3 - width - 2;

    if (item->leftward) {
        g_string_append_c(text, '<');
        add_dashes(text, rest - 1, dash);
        g_string_append_printf(text, " %s ", label);
        add_dashes(text, 3, dash);
    } else {
        add_dashes(text, 3, dash);
        g_string_append_printf(text, " %s ", label);
        add_dashes(text, rest - 1, dash);
        g_string_append_c(text, '>');
    }
    g_free(full);
    g_free(label);
    return g_string_free(text, FALSE);
}

static char *middle(const char *text)
{
    char *label = lf_text_cut(text, ARROW - 4);
    GString *line = g_string_new("    ");

    g_string_append(line, label);
    lf_text_pad(line, ARROW - 4 - lf_text_width(label));
    g_free(label);
    return g_string_free(line, FALSE);
}

static void add_middle(GString *out, const char *text, const char *line)
{
    char *between = middle(text);

    add_states(out, "", "", between, line);
    g_free(between);
}

static void add_item(GString *out, const lf_ladder_item *item)
{
    char *between;

    if (item->tone == LF_TONE_FOLD) {
        add_middle(out, item->label, ":");
        add_middle(out, item->note, ":");
        return;
    }
    between = arrow(item);
    add_states(out, item->changed[0] ? item->state[0] : "", item->changed[1] ? item->state[1] : "",
               between, "|");
    g_free(between);
    if (item->note != NULL && item->note[0] != '\0')
        add_middle(out, item->note, "|");
}

static void add_header(GString *out, const char *left, const char *right)
{
    unsigned room = 2 + STATE + 1 + ARROW + 1;
    char *one = lf_text_cut(left, room - 2);
    unsigned width = 2 + lf_text_width(one);

    lf_text_pad(out, 2);
    g_string_append(out, one);
    lf_text_pad(out, room - MIN(room, width));
    g_free(one);
    one = lf_text_cut(right, 60);
    g_string_append_printf(out, " %s\n", one);
    g_free(one);
}

void lf_text_ladder(GString *out, const lf_ladder *ladder, lf_language language)
{
    char *blank = g_strnfill(ARROW, ' ');

    (void)language;
    add_header(out, ladder->name[0], ladder->name[1]);
    add_header(out, ladder->address[0], ladder->address[1]);
    add_states(out, ladder->start[0], ladder->start[1], blank, "|");
    for (unsigned i = 0; i < ladder->items->len; i++)
        add_item(out, &g_array_index(ladder->items, lf_ladder_item, i));
    g_free(blank);
}
