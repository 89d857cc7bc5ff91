/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document.h"

#include <inttypes.h>

#include "escape_markdown.h"
#include "mermaid.h"
#include "text.h"
#include "words.h"

/* A column is padded, so that the raw text reads as a table too, unless it is wider than this:
 * sentences would fill every row up to the longest. */
#define PADDED_MAX 60

/* Characters of a bar of the timeline. */
#define BAR_WIDTH 30

static const char *const signs[] = {
    [LF_TONE_PLAIN] = "",
    [LF_TONE_GOOD] = "✓ ",
    [LF_TONE_BAD] = "⚠ ",
    [LF_TONE_FOLD] = "⋯ ",
};

static void add_line(GString *out, const char *mark, const char *text, const char *end)
{
    g_string_append(out, mark);
    lf_escape_markdown(out, text);
    g_string_append(out, end);
}

static void write_begin(GString *out, const char *title, lf_language language)
{
    (void)language;
    add_line(out, "# ", title, "\n\n");
}

static void write_heading(GString *out, unsigned level, const char *text)
{
    static const char marks[] = "###### ";

    add_line(out, marks + 6 - MIN(level, 6), text, "\n\n");
}

static void write_paragraph(GString *out, lf_tone tone, const char *text)
{
    g_string_append(out, signs[tone]);
    if (tone == LF_TONE_PLAIN)
        lf_escape_markdown_line(out, text);
    else
        lf_escape_markdown(out, text);
    g_string_append(out, "\n\n");
}

/* The cells of one table, escaped; its titles are the first row. */
typedef struct lf_cells {
    const lf_table *table;
    GPtrArray *texts;
    GArray *widths; /* unsigned, by column */
} lf_cells;

static void take_cell(lf_cells *cells, unsigned column, const char *sign, const char *text)
{
    unsigned *widest = &g_array_index(cells->widths, unsigned, column);
    GString *cell = g_string_new(sign);
    unsigned width;

    lf_escape_markdown(cell, text);
    width = lf_text_width(cell->str);
    *widest = MAX(*widest, width);
    g_ptr_array_add(cells->texts, g_string_free(cell, FALSE));
}

/* A fold is told in the last column, the widest: cells cannot be joined. */
static void take_fold(lf_cells *cells, unsigned row)
{
    unsigned last = cells->table->width - 1;

    for (unsigned column = 0; column < last; column++)
        take_cell(cells, column, column == 0 ? signs[LF_TONE_FOLD] : "", "");
    take_cell(cells, last, "", lf_table_at(cells->table, row, 0));
}

static void take_row(lf_cells *cells, unsigned row)
{
    const lf_table *table = cells->table;

    if (lf_table_tone(table, row) == LF_TONE_FOLD && table->width > 1) {
        take_fold(cells, row);
        return;
    }
    for (unsigned column = 0; column < table->width; column++)
        take_cell(cells, column, column == 0 ? signs[lf_table_tone(table, row)] : "",
                  lf_table_at(table, row, column));
}

static void cells_start(lf_cells *cells, const lf_table *table)
{
    *cells = (lf_cells){
        .table = table,
        .texts = g_ptr_array_new_with_free_func(g_free),
        .widths = g_array_new(FALSE, TRUE, sizeof(unsigned)),
    };
    g_array_set_size(cells->widths, table->width);
    for (unsigned column = 0; column < table->width; column++)
        take_cell(cells, column, "", table->columns[column].title);
    for (unsigned row = 0; row < lf_table_rows(table); row++)
        take_row(cells, row);
}

static void cells_free(lf_cells *cells)
{
    g_ptr_array_free(cells->texts, TRUE);
    g_array_free(cells->widths, TRUE);
}

/* To how many columns of a screen its cells are filled up; the rule below the titles needs three.
 */
static unsigned padded_width(const lf_cells *cells, unsigned column)
{
    unsigned width = g_array_index(cells->widths, unsigned, column);

    return width > PADDED_MAX ? 0 : MAX(width, 3);
}

static void add_spaces(GString *out, unsigned count)
{
    g_string_append_printf(out, "%*s", (int)count, "");
}

static void add_cell(GString *out, const lf_cells *cells, unsigned row, unsigned column)
{
    const char *text = (const char *)cells->texts->pdata[row * cells->table->width + column];
    unsigned width = lf_text_width(text);
    unsigned padded = padded_width(cells, column);
    unsigned gap = padded > width ? padded - width : 0;
    bool right = cells->table->columns[column].right;

    g_string_append(out, "| ");
    add_spaces(out, right ? gap : 0);
    g_string_append(out, text);
    add_spaces(out, right ? 1 : gap + 1);
}

static void add_row(GString *out, const lf_cells *cells, unsigned row)
{
    for (unsigned column = 0; column < cells->table->width; column++)
        add_cell(out, cells, row, column);
    g_string_append(out, "|\n");
}

static void add_rule(GString *out, const lf_cells *cells)
{
    for (unsigned column = 0; column < cells->table->width; column++) {
        bool right = cells->table->columns[column].right;

        g_string_append(out, "| ");
        for (unsigned i = MAX(padded_width(cells, column), 3); i > (right ? 1U : 0U); i--)
            g_string_append_c(out, '-');
        g_string_append(out, right ? ": " : " ");
    }
    g_string_append(out, "|\n");
}

static void write_table(GString *out, const lf_table *table)
{
    lf_cells cells;

    if (table->caption != NULL)
        add_line(out, "**", table->caption, "**\n\n");
    cells_start(&cells, table);
    add_row(out, &cells, 0);
    add_rule(out, &cells);
    for (unsigned row = 1; row <= lf_table_rows(table); row++)
        add_row(out, &cells, row);
    cells_free(&cells);
    g_string_append_c(out, '\n');
}

/* The heading above it says what its title does; so it is with the timeline. */
static void write_ladder(GString *out, const lf_ladder *ladder, lf_language language)
{
    unsigned at = 0;

    while (at < ladder->items->len) {
        g_string_append(out, "```mermaid\n");
        at = lf_mermaid_write(out, ladder, at, language);
        g_string_append(out, "```\n\n");
    }
}

/* From one time to another, in milliseconds to the microsecond. What ends before it begins is not
 * known, and has no text. */
static void add_ms(lf_table *table, int64_t from, int64_t to)
{
    if (to < from)
        lf_table_cell(table, NULL);
    else
        lf_table_cellf(table, "%" PRId64 ".%03" PRId64, (to - from) / 1000000,
                       (to - from) / 1000 % 1000);
}

/* What the character of a bar that stands for `ns` looks like. */
static const char *bar_mark(const lf_timeline_bar *bar, int64_t from, int64_t to)
{
    bool over = bar->end_ns >= bar->start_ns && bar->end_ns < from;

    if (over || bar->start_ns >= to)
        return "▁";
    if (bar->answer_ns < bar->start_ns || bar->answer_ns > bar->end_ns || bar->answer_ns >= to)
        return "▒";
    return bar->connection ? "▄" : "█";
}

static void add_bar(lf_table *table, const lf_timeline *timeline, const lf_timeline_bar *bar)
{
    int64_t step = MAX((timeline->end_ns - timeline->start_ns) / BAR_WIDTH, 1);
    GString *text = g_string_new(NULL);

    for (int64_t i = 0; i < BAR_WIDTH; i++) {
        int64_t from = timeline->start_ns + i * step;

        /* The last one takes what the division left over. */
        g_string_append(text, bar_mark(bar, from, i == BAR_WIDTH - 1 ? INT64_MAX : from + step));
    }
    lf_table_cell(table, text->str);
    g_string_free(text, TRUE);
}

static void add_bar_row(lf_table *table, const lf_timeline *timeline, const lf_timeline_bar *bar)
{
    lf_table_row(table, bar->tone);
    lf_table_number(table, bar->stream);
    lf_table_cell(table, bar->label);
    lf_table_cell(table, bar->result);
    add_ms(table, 0, bar->start_ns);
    add_ms(table, bar->start_ns, bar->answer_ns);
    add_ms(table, MAX(bar->start_ns, bar->answer_ns), bar->end_ns);
    add_ms(table, 0, bar->end_ns);
    add_bar(table, timeline, bar);
}

static void write_timeline(GString *out, const lf_timeline *timeline, lf_language language)
{
    const lf_column columns[] = {
        {lf_word_in(LF_W_STREAM, language), true},
        {lf_word_in(LF_W_REQUEST, language), false},
        {lf_word_in(LF_W_OUTCOME, language), false},
        {lf_word_in(LF_W_MD_START, language), true},
        {lf_word_in(LF_W_MD_WAITING, language), true},
        {lf_word_in(LF_W_MD_RECEIVING, language), true},
        {lf_word_in(LF_W_MD_END, language), true},
        {lf_word_in(LF_W_MD_BAR, language), false},
    };
    lf_table table;

    lf_table_start(&table, NULL, columns, G_N_ELEMENTS(columns));
    for (unsigned i = 0; i < timeline->bars->len; i++)
        add_bar_row(&table, timeline, &g_array_index(timeline->bars, lf_timeline_bar, i));
    write_table(out, &table);
    lf_table_free(&table);
    write_paragraph(out, LF_TONE_PLAIN, lf_word_in(LF_W_MD_LEGEND, language));
    if (timeline->rest != NULL)
        write_paragraph(out, LF_TONE_FOLD, timeline->rest);
}

static void write_end(GString *out)
{
    (void)out;
}

const lf_writer lf_writer_markdown = {
    .begin = write_begin,
    .heading = write_heading,
    .paragraph = write_paragraph,
    .table = write_table,
    .ladder = write_ladder,
    .timeline = write_timeline,
    .end = write_end,
    .sentences = true,
};
