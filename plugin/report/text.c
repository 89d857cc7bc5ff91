/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report for a terminal.
 */
#include "text.h"

#include "append.h"
#include "escape.h"

#define GAP      2
#define CELL_MAX 90 /* columns; what the capture holds may be of any length */

/* Arrows and the check mark, which stand in every line: GLib looks each up in its tables. */
static bool is_usual(gunichar c)
{
    return c == 0x2192 || c == 0x2713;
}

static unsigned width_of(gunichar c)
{
    if ((c >= ' ' && c <= '~') || is_usual(c))
        return 1;
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

unsigned lf_text_width(const char *text)
{
    size_t run = lf_escape_run(text);
    unsigned width = (unsigned)run;

    for (const char *at = text + run; *at != '\0'; at = g_utf8_next_char(at))
        width += width_of(g_utf8_get_char(at));
    return width;
}

/* Whether it can be written as it is, in `room` columns; `width` is how many it takes. */
static bool fits_as_it_is(const char *text, unsigned room, unsigned *width)
{
    size_t run = lf_escape_run(text);

    *width = (unsigned)run;
    for (const char *at = text + run; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char_validated(at, -1);

        if (c >= (gunichar)-2 || lf_escape_char(c) != c)
            return false;
        *width += width_of(c);
    }
    return *width <= room;
}

/* `text`, clean, cut to `room` columns. To be freed. */
static char *cut(const char *text, unsigned room)
{
    GString *clean = g_string_new(NULL);
    unsigned width = 0;
    char *at;

    lf_escape_plain(clean, text);
    if (lf_text_width(clean->str) <= room)
        return g_string_free(clean, FALSE);
    for (at = clean->str; *at != '\0'; at = g_utf8_next_char(at)) {
        width += width_of(g_utf8_get_char(at));
        if (width > room - 1)
            break;
    }
    g_string_truncate(clean, (size_t)(at - clean->str));
    g_string_append(clean, "…");
    return g_string_free(clean, FALSE);
}

void lf_text_fit(lf_text_cell *cell, const char *text, unsigned room)
{
    cell->owned = NULL;
    cell->text = text;
    if (fits_as_it_is(text, room, &cell->width))
        return;
    cell->text = cell->owned = cut(text, room);
    cell->width = lf_text_width(cell->text);
}

static void begin(GString *out, const char *title, lf_language language)
{
    (void)language;
    lf_escape_plain(out, title);
    g_string_append_c(out, '\n');
}

static void heading(GString *out, unsigned level, const char *text)
{
    size_t before;
    unsigned width;

    g_string_append_c(out, '\n');
    before = out->len;
    lf_escape_plain(out, text);
    width = lf_text_width(out->str + before);
    g_string_append_c(out, '\n');
    if (level > 2)
        return;
    lf_append_repeated(out, '=', width);
    g_string_append_c(out, '\n');
}

static void paragraph(GString *out, lf_tone tone, const char *text)
{
    static const char *const marks[] = {
        [LF_TONE_PLAIN] = "", [LF_TONE_GOOD] = "✓ ", [LF_TONE_BAD] = "! ", [LF_TONE_FOLD] = ""};

    g_string_append(out, marks[tone]);
    lf_escape_plain(out, text);
    g_string_append_c(out, '\n');
}

/* A fold goes across the columns. */
static bool spans(const lf_table *table, unsigned row)
{
    return lf_table_tone(table, row) == LF_TONE_FOLD;
}

/* The cells of the table, row by row, to be freed one by one; widens `widths` to hold them. */
static lf_text_cell *measure(const lf_table *table, unsigned *widths)
{
    lf_text_cell *cells = g_new0(lf_text_cell, (size_t)lf_table_rows(table) * table->width);
    lf_text_cell *cell = cells;

    for (unsigned row = 0; row < lf_table_rows(table); row++) {
        bool counts = !spans(table, row);

        for (unsigned column = 0; column < table->width; column++, cell++) {
            lf_text_fit(cell, lf_table_at(table, row, column), CELL_MAX);
            if (counts)
                widths[column] = MAX(widths[column], cell->width);
        }
    }
    return cells;
}

static void add_cell(GString *out, const lf_text_cell *cell, unsigned width, bool right, bool last)
{
    unsigned pad = width - MIN(width, cell->width);

    if (right)
        lf_append_repeated(out, ' ', pad);
    g_string_append(out, cell->text);
    if (!last)
        lf_append_repeated(out, ' ', (right ? 0 : pad) + GAP);
}

static void trim(GString *out)
{
    size_t len = out->len;

    while (len > 0 && out->str[len - 1] == ' ')
        len--;
    g_string_truncate(out, len);
    g_string_append_c(out, '\n');
}

static void add_line(GString *out, const lf_table *table, const unsigned *widths,
                     const lf_text_cell *cells, lf_tone tone)
{
    g_string_append(out, tone == LF_TONE_BAD ? "! " : "  ");
    for (unsigned column = 0; column < table->width; column++)
        add_cell(out, &cells[column], widths[column], table->columns[column].right,
                 column + 1 == table->width);
    trim(out);
}

static void add_fold(GString *out, const lf_text_cell *cell)
{
    g_string_append(out, "  ... ");
    g_string_append(out, cell->text);
    g_string_append_c(out, '\n');
}

static void add_titles(GString *out, const lf_table *table, const unsigned *widths)
{
    lf_text_cell *titles = g_new(lf_text_cell, table->width);

    for (unsigned column = 0; column < table->width; column++) {
        const char *title = table->columns[column].title;

        titles[column] = (lf_text_cell){.text = title, .width = lf_text_width(title)};
    }
    add_line(out, table, widths, titles, LF_TONE_PLAIN);
    g_free(titles);
}

static void table(GString *out, const lf_table *from)
{
    unsigned *widths = g_new(unsigned, from->width);
    lf_text_cell *cells;

    for (unsigned column = 0; column < from->width; column++)
        widths[column] = lf_text_width(from->columns[column].title);
    cells = measure(from, widths);
    if (from->caption != NULL)
        paragraph(out, LF_TONE_PLAIN, from->caption);
    add_titles(out, from, widths);
    for (unsigned row = 0; row < lf_table_rows(from); row++) {
        const lf_text_cell *line = cells + (size_t)row * from->width;

        if (spans(from, row))
            add_fold(out, line);
        else
            add_line(out, from, widths, line, lf_table_tone(from, row));
    }
    for (size_t i = 0; i < (size_t)lf_table_rows(from) * from->width; i++)
        g_free(cells[i].owned);
    g_free(cells);
    g_free(widths);
}

static void end(GString *out)
{
    (void)out;
}

const lf_writer lf_writer_text = {
    .begin = begin,
    .heading = heading,
    .paragraph = paragraph,
    .table = table,
    .ladder = lf_text_ladder,
    .timeline = lf_text_timeline,
    .end = end,
};
