/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder diagram in characters: the client's line at the left, the server's at the right, their
 * states outside.
 */
#include <string.h>

#include "append.h"
#include "text.h"
#include "words.h"

#define STATE 13 /* "SYN-RECEIVED" and a space */
#define ARROW 56 /* between the lines */

/* Up to the client's line, with it. */
static void add_left(GString *out, const char *state, char line)
{
    unsigned len = (unsigned)strlen(state); /* states are ASCII */

    g_string_append(out, "  ");
    g_string_append(out, state);
    lf_append_repeated(out, ' ', STATE - MIN(STATE, len));
    g_string_append_c(out, line);
}

/* The server's line and what comes behind it. */
static void add_right(GString *out, const char *state, char line)
{
    g_string_append_c(out, line);
    if (state[0] != '\0') {
        g_string_append_c(out, ' ');
        g_string_append(out, state);
    }
    g_string_append_c(out, '\n');
}

/* "4  PSH, ACK seq=1 ack=83 len=1448" */
static void name_arrow(lf_text_cell *cell, GString *text, const lf_ladder_item *item)
{
    lf_append_number(text, item->frame);
    g_string_append(text, "  ");
    g_string_append(text, item->label);
    lf_text_fit(cell, text->str, ARROW - 10);
}

/* "--- 4  PSH, ACK seq=1 ack=1 len=82 ----->" or the other way round; not as expected: "~~~". */
static void add_arrow(GString *out, const lf_ladder_item *item)
{
    char dash = item->tone == LF_TONE_BAD ? '~' : '-';
    GString *text = g_string_sized_new(ARROW + 1);
    unsigned rest;
    lf_text_cell name;

    name_arrow(&name, text, item);
    rest = ARROW - 3 - name.width - 3;
    if (item->leftward)
        g_string_append_c(out, '<');
    lf_append_repeated(out, dash, item->leftward ? rest : 3);
    g_string_append_c(out, ' ');
    g_string_append(out, name.text);
    g_string_append_c(out, ' ');
    lf_append_repeated(out, dash, item->leftward ? 3 : rest);
    if (!item->leftward)
        g_string_append_c(out, '>');
    g_free(name.owned);
    g_string_free(text, TRUE);
}

/* Between the lines, without an arrow. */
static void add_middle(GString *out, const char *text, char line)
{
    lf_text_cell cell;

    lf_text_fit(&cell, text, ARROW - 4);
    add_left(out, "", line);
    g_string_append(out, "    ");
    g_string_append(out, cell.text);
    lf_append_repeated(out, ' ', ARROW - 4 - cell.width);
    add_right(out, "", line);
    g_free(cell.owned);
}

static void add_item(GString *out, const lf_ladder_item *item)
{
    if (item->tone == LF_TONE_FOLD) {
        add_middle(out, item->label, ':');
        add_middle(out, item->note, ':');
        return;
    }
    add_left(out, item->changed[0] ? item->state[0] : "", '|');
    add_arrow(out, item);
    add_right(out, item->changed[1] ? item->state[1] : "", '|');
    if (item->note != NULL && item->note[0] != '\0')
        add_middle(out, item->note, '|');
}

static void add_header(GString *out, const char *left, const char *right)
{
    unsigned room = 2 + STATE + 1 + ARROW + 1;
    lf_text_cell cell;

    lf_text_fit(&cell, left, room - 2);
    g_string_append(out, "  ");
    g_string_append(out, cell.text);
    lf_append_repeated(out, ' ', room - MIN(room, 2 + cell.width) + 1);
    g_free(cell.owned);
    lf_text_fit(&cell, right, 60);
    g_string_append(out, cell.text);
    g_string_append_c(out, '\n');
    g_free(cell.owned);
}

void lf_text_ladder(GString *out, const lf_ladder *ladder, lf_language language)
{
    (void)language;
    add_header(out, ladder->name[0], ladder->name[1]);
    add_header(out, ladder->address[0], ladder->address[1]);
    add_left(out, ladder->start[0], '|');
    lf_append_repeated(out, ' ', ARROW);
    add_right(out, ladder->start[1], '|');
    for (unsigned i = 0; i < ladder->items->len; i++)
        add_item(out, &g_array_index(ladder->items, lf_ladder_item, i));
}
