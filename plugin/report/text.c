/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report for a terminal.
 */
#include "text.h"

#include "escape.h"

#define GAP      2
#define CELL_MAX 90 /* columns; what the capture holds may be of any length */

unsigned lf_text_width(const char *text)
{
    size_t run = lf_escape_run(text);
    unsigned width = (unsigned)run;

    for (const char *at = text + run; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (!g_unichar_iszerowidth(c))
            width += g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

void lf_text_pad(GString *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_c(out, ' ');
}

char *lf_text_cut(const char *text, unsigned room)
{
    size_t run = lf_escape_run(text);
    unsigned width = 0;
    GString *clean;
    char *at;

    if (text[run] == '\0' && run <= room)
        return g_strndup(text, run);
    clean = g_string_new(NULL);
    lf_escape_plain(clean, text);
    if (lf_text_width(clean->str) <= room)
        return g_string_free(clean, FALSE);
    for (at = clean->str; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        width += g_unichar_iszerowidth(c) ? 0 : (g_unichar_iswide(c) ? 2 : 1);
        if (width > room - 1)
            break;
    }
    g_string_truncate(clean, (size_t)(at - clean->str));
    g_string_append(clean, "…");
    return g_string_free(clean, FALSE);
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
    for (unsigned i = 0; i < width; i++)
        g_string_append_c(out, '=');
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

static void measure(const lf_table *table, GPtrArray *clean, unsigned *widths)
{
    for (unsigned column = 0; column < table->width; column++)
        widths[column] = lf_text_width(table->columns[column].title);
    for (unsigned row = 0; row < lf_table_rows(table); row++) {
        for (unsigned column = 0; column < table->width; column++) {
            char *cell = lf_text_cut(lf_table_at(table, row, column), CELL_MAX);

            g_ptr_array_add(clean, cell);
            if (!spans(table, row))
                widths[column] = MAX(widths[column], lf_text_width(cell));
        }
    }
}

static void add_cell(GString *out, const char *text, unsigned width, bool right, bool last)
{
    unsigned pad = width - MIN(width, lf_text_width(text));

    if (right)
        lf_text_pad(out, pad);
    g_string_append(out, text);
    if (!last)
        lf_text_pad(out, (right ? 0 : pad) + GAP);
}

static void trim(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void add_line(GString *out, const lf_table *table, const unsigned *widths,
                     char *const *cells, lf_tone tone)
{
    g_string_append(out, tone == LF_TONE_BAD ? "! " : "  ");
    for (unsigned column = 0; column < table->width; column++)
        add_cell(out, cells[column], widths[column], table->columns[column].right,
                 column + 1 == table->width);
    trim(out);
}

static void table(GString *out, const lf_table *from)
{
    GPtrArray *clean = g_ptr_array_new_with_free_func(g_free);
    unsigned *widths = g_new0(unsigned, from->width);
    char **titles = g_new0(char *, from->width);

    measure(from, clean, widths);
    for (unsigned column = 0; column < from->width; column++)
        titles[column] = (char *)from->columns[column].title;
    if (from->caption != NULL)
        paragraph(out, LF_TONE_PLAIN, from->caption);
    add_line(out, from, widths, titles, LF_TONE_PLAIN);
    for (unsigned row = 0; row < lf_table_rows(from); row++) {
        char *const *cells = (char *const *)clean->pdata + row * from->width;

        if (spans(from, row))
            g_string_append_printf(out, "  ... %s\n", cells[0]);
        else
            add_line(out, from, widths, cells, lf_table_tone(from, row));
    }
    g_ptr_array_free(clean, TRUE);
    g_free(widths);
    g_free(titles);
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
