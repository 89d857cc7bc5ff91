/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "append.h"
#include "document.h"

void lf_table_start(lf_table *table, const char *caption, const lf_column *columns, unsigned width)
{
    *table = (lf_table){
        .caption = caption,
        .columns = columns,
        .width = width,
        .text = g_string_sized_new(1024),
        .cells = g_array_new(FALSE, FALSE, sizeof(size_t)),
        .tones = g_array_new(FALSE, FALSE, sizeof(lf_tone)),
    };
}

GString *lf_table_open(lf_table *table)
{
    if (table->cells->len > 0)
        g_string_append_c(table->text, '\0');
    g_array_append_val(table->cells, table->text->len);
    return table->text;
}

/* A row that was left short is filled up with empty cells. */
static void fill_up(lf_table *table)
{
    while (table->cells->len < table->tones->len * table->width)
        lf_table_open(table);
}

void lf_table_row(lf_table *table, lf_tone tone)
{
    fill_up(table);
    g_array_append_val(table->tones, tone);
}

void lf_table_cell(lf_table *table, const char *text)
{
    GString *cell = lf_table_open(table);

    if (text != NULL)
        g_string_append(cell, text);
}

void lf_table_number(lf_table *table, uint64_t number)
{
    lf_append_number(lf_table_open(table), number);
}

void lf_table_cellf(lf_table *table, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_string_append_vprintf(lf_table_open(table), format, arguments);
    va_end(arguments);
}

unsigned lf_table_rows(const lf_table *table)
{
    return table->tones->len;
}

const char *lf_table_at(const lf_table *table, unsigned row, unsigned column)
{
    unsigned at = row * table->width + column;

    return at < table->cells->len ? table->text->str + g_array_index(table->cells, size_t, at) : "";
}

lf_tone lf_table_tone(const lf_table *table, unsigned row)
{
    return g_array_index(table->tones, lf_tone, row);
}

void lf_table_free(lf_table *table)
{
    g_string_free(table->text, TRUE);
    g_array_free(table->cells, TRUE);
    g_array_free(table->tones, TRUE);
}
