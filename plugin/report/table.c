/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document.h"

void lf_table_start(lf_table *table, const char *caption, const lf_column *columns, unsigned width)
{
    *table = (lf_table){
        .caption = caption,
        .columns = columns,
        .width = width,
        .cells = g_ptr_array_new_with_free_func(g_free),
        .tones = g_array_new(FALSE, FALSE, sizeof(lf_tone)),
    };
}

/* A row that was left short is filled up with empty cells. */
static void fill_up(lf_table *table)
{
    while (table->cells->len < table->tones->len * table->width)
        g_ptr_array_add(table->cells, NULL);
}

void lf_table_row(lf_table *table, lf_tone tone)
{
    fill_up(table);
    g_array_append_val(table->tones, tone);
}

void lf_table_cell(lf_table *table, const char *text)
{
    g_ptr_array_add(table->cells, g_strdup(text));
}

void lf_table_cellf(lf_table *table, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(table->cells, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void lf_table_take(lf_table *table, GString *text)
{
    g_ptr_array_add(table->cells, g_string_free(text, FALSE));
}

unsigned lf_table_rows(const lf_table *table)
{
    return table->tones->len;
}

const char *lf_table_at(const lf_table *table, unsigned row, unsigned column)
{
    unsigned at = row * table->width + column;
    const char *text = at < table->cells->len ? (const char *)table->cells->pdata[at] : NULL;

    return text == NULL ? "" : text;
}

lf_tone lf_table_tone(const lf_table *table, unsigned row)
{
    return g_array_index(table->tones, lf_tone, row);
}

void lf_table_free(lf_table *table)
{
    g_ptr_array_free(table->cells, TRUE);
    g_array_free(table->tones, TRUE);
}
