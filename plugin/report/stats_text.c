/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "append.h"
#include "document.h"
#include "phrases.h"
#include "stats.h"
#include "text.h"

#define MOST_COLUMNS 8
#define GAP          2 /* between columns */
#define ROLES        (LF_ROLE_UNKNOWN + 1u)

typedef struct lf_stats_look {
    const char *word; /* in -z labflow,stats,WORD */
    lf_word title;
    lf_word name;
    bool timed;
} lf_stats_look;

static const lf_stats_look looks[LF_STATS_COUNT] = {
    [LF_STATS_OUTCOMES] = {"outcomes", LF_W_ST_TITLE_OUTCOMES, LF_W_ST_STATE, false},
    [LF_STATS_HANDSHAKES] = {"handshakes", LF_W_ST_TITLE_HANDSHAKES, LF_W_ST_KIND, true},
    [LF_STATS_TEARDOWNS] = {"teardowns", LF_W_ST_TITLE_TEARDOWNS, LF_W_ST_KIND, false},
    [LF_STATS_STATUS] = {"status", LF_W_ST_TITLE_STATUS, LF_W_ST_STATUS, true},
    [LF_STATS_ANSWERS] = {"answers", LF_W_ST_TITLE_ANSWERS, LF_W_ST_OUTCOME, true},
    [LF_STATS_REASONS] = {"reasons", LF_W_ST_TITLE_REASONS, LF_W_ST_REASON, false},
};

static const lf_word handshakes[LF_HS_COUNT] = {
    [LF_HS_UNSEEN] = LF_W_ST_HS_UNSEEN,       [LF_HS_INCOMPLETE] = LF_W_ST_HS_INCOMPLETE,
    [LF_HS_THREE_WAY] = LF_W_ST_HS_THREE_WAY, [LF_HS_SIMULTANEOUS] = LF_W_ST_HS_SIMULTANEOUS,
    [LF_HS_FAST_OPEN] = LF_W_ST_HS_FAST_OPEN, [LF_HS_REFUSED] = LF_W_ST_HS_REFUSED,
};

static const lf_word initiators[] = {
    [LF_CLIENT] = LF_W_ST_BY_CLIENT,
    [LF_SERVER] = LF_W_ST_BY_SERVER,
    [LF_ROLE_UNKNOWN] = LF_W_ST_BY_UNKNOWN,
};

static const lf_word answers[LF_OUT_COUNT] = {
    [LF_OUT_OK] = LF_W_ST_OUT_OK,
    [LF_OUT_NOT_MODIFIED] = LF_W_ST_OUT_NOT_MODIFIED,
    [LF_OUT_PARTIAL] = LF_W_ST_OUT_PARTIAL,
    [LF_OUT_REDIRECT] = LF_W_ST_OUT_REDIRECT,
    [LF_OUT_SWITCHING] = LF_W_ST_OUT_SWITCHING,
    [LF_OUT_CLIENT_ERROR] = LF_W_ST_OUT_CLIENT_ERROR,
    [LF_OUT_SERVER_ERROR] = LF_W_ST_OUT_SERVER_ERROR,
    [LF_OUT_UNANSWERED] = LF_W_ST_OUT_UNANSWERED,
};

static const lf_word reasons[LF_CLOSE_COUNT] = {
    [LF_CLOSE_NONE] = LF_W_ST_WHY_NONE,
    [LF_CLOSE_CONNECTION_CLOSE] = LF_W_ST_WHY_CONNECTION_CLOSE,
    [LF_CLOSE_HTTP_1_0] = LF_W_ST_WHY_HTTP_1_0,
    [LF_CLOSE_KEEP_ALIVE_TIMEOUT] = LF_W_ST_WHY_TIMEOUT,
    [LF_CLOSE_CLIENT_ABORT] = LF_W_ST_WHY_CLIENT_ABORT,
    [LF_CLOSE_SERVER_ABORT] = LF_W_ST_WHY_SERVER_ABORT,
    [LF_CLOSE_REFUSED] = LF_W_ST_WHY_REFUSED,
    [LF_CLOSE_APPLICATION] = LF_W_ST_WHY_APPLICATION,
};

/* By the first digit of a status, RFC 9110 section 15. */
static const lf_word classes[] = {
    LF_W_COUNT, LF_W_ST_CLASS_1, LF_W_ST_CLASS_2, LF_W_ST_CLASS_3, LF_W_ST_CLASS_4, LF_W_ST_CLASS_5,
};

static lf_word teardown_meaning(unsigned key)
{
    return key / ROLES == LF_TD_NONE ? LF_W_ST_BY_NOBODY : initiators[key % ROLES];
}

static lf_word meaning(lf_stats_table table, unsigned key)
{
    switch (table) {
    case LF_STATS_OUTCOMES:
        return lf_word_of_state((lf_conn_state)key);
    case LF_STATS_HANDSHAKES:
        return handshakes[key];
    case LF_STATS_TEARDOWNS:
        return teardown_meaning(key);
    case LF_STATS_ANSWERS:
        return answers[key];
    case LF_STATS_REASONS:
        return reasons[key];
    default:
        return key / 100 < G_N_ELEMENTS(classes) ? classes[key / 100] : LF_W_COUNT;
    }
}

const char *lf_stats_word(lf_stats_table table)
{
    return looks[table].word;
}

const char *lf_stats_title(lf_stats_table table, lf_language language)
{
    return lf_word_in(looks[table].title, language);
}

static unsigned set_columns(lf_stats_table table, lf_language language,
                            lf_column columns[MOST_COLUMNS])
{
    const lf_stats_look *look = &looks[table];
    unsigned count = 0;

    columns[count++] = (lf_column){lf_word_in(LF_W_ST_ROW, language), true};
    columns[count++] = (lf_column){lf_word_in(look->name, language), false};
    columns[count++] = (lf_column){lf_word_in(LF_W_ST_MEANING, language), false};
    columns[count++] = (lf_column){
        lf_word_in(lf_stats_is_http(table) ? LF_W_ST_MESSAGES : LF_W_ST_CONNECTIONS, language),
        true};
    if (look->timed) {
        columns[count++] = (lf_column){lf_word_in(LF_W_ST_MIN, language), true};
        columns[count++] = (lf_column){lf_word_in(LF_W_ST_AVG, language), true};
        columns[count++] = (lf_column){lf_word_in(LF_W_ST_MAX, language), true};
    }
    columns[count++] = (lf_column){lf_word_in(LF_W_ST_FILTER, language), false};
    return count;
}

/* In milliseconds, by way of integers: the same digits wherever it runs. */
static void add_time(lf_table *out, const lf_stats_row *row, int64_t ns)
{
    int64_t us = (ns < 0 ? -ns : ns) / 1000;

    if (row->timed == 0)
        lf_table_cell(out, "-");
    else
        lf_table_cellf(out, "%s%" G_GINT64_FORMAT ".%03d", ns < 0 ? "-" : "", us / 1000,
                       (int)(us % 1000));
}

static void add_filter(lf_table *out, const lf_stats_row *row, lf_language language)
{
    GString *text = g_string_new(row->filter->str);

    if (row->covered < row->named) {
        g_string_append_c(text, ' ');
        g_string_append_printf(text, lf_word_in(LF_W_ST_FIRST_OF, language), row->covered,
                               row->named);
    }
    lf_table_cell(out, text->str);
    g_string_free(text, TRUE);
}

static void add_row(lf_table *out, const lf_stats_row *row, lf_stats_table table,
                    lf_language language)
{
    lf_word word = meaning(table, row->key);
    char buffer[8];
    const char *name = lf_stats_row_name(table, row->key, buffer);

    lf_table_row(out, LF_TONE_PLAIN);
    lf_table_number(out, lf_table_rows(out));
    lf_table_cell(out, name[0] == '\0' ? "-" : name);
    lf_table_cell(out, word == LF_W_COUNT ? NULL : lf_word_in(word, language));
    lf_table_number(out, row->count);
    if (looks[table].timed) {
        add_time(out, row, row->min_ns);
        add_time(out, row, row->timed == 0 ? 0 : row->sum_ns / row->timed);
        add_time(out, row, row->max_ns);
    }
    add_filter(out, row, language);
}

static void write_cell(GString *out, const char *text, unsigned width, bool right, bool last)
{
    unsigned rest = width - lf_text_width(text);

    if (right)
        lf_append_repeated(out, ' ', rest);
    g_string_append(out, text);
    if (last)
        g_string_append_c(out, '\n');
    else
        lf_append_repeated(out, ' ', (right ? 0 : rest) + GAP);
}

static void write_table(const lf_table *table, GString *out)
{
    unsigned width[MOST_COLUMNS];

    for (unsigned c = 0; c < table->width; c++) {
        width[c] = lf_text_width(table->columns[c].title);
        for (unsigned row = 0; row < lf_table_rows(table); row++)
            width[c] = MAX(width[c], lf_text_width(lf_table_at(table, row, c)));
    }
    for (unsigned c = 0; c < table->width; c++)
        write_cell(out, table->columns[c].title, width[c], table->columns[c].right,
                   c + 1 == table->width);
    for (unsigned row = 0; row < lf_table_rows(table); row++) {
        for (unsigned c = 0; c < table->width; c++)
            write_cell(out, lf_table_at(table, row, c), width[c], table->columns[c].right,
                       c + 1 == table->width);
    }
}

void lf_stats_write(const GArray *rows, lf_stats_table table, lf_language language, GString *out)
{
    lf_column columns[MOST_COLUMNS];
    unsigned width = set_columns(table, language, columns);
    lf_table text;

    g_string_append_printf(out, "%s\n", lf_stats_title(table, language));
    if (rows->len == 0) {
        g_string_append_printf(out, "%s\n", lf_word_in(LF_W_ST_NOTHING, language));
        return;
    }
    lf_table_start(&text, NULL, columns, width);
    for (unsigned i = 0; i < rows->len; i++)
        add_row(&text, &g_array_index(rows, lf_stats_row, i), table, language);
    write_table(&text, out);
    lf_table_free(&text);
}
