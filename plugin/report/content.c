/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content.h"

#include "../core/names.h"
#include "phrases.h"

/* Of more connections the overview would be no overview. */
#define OVERVIEW_MAX 200

static void add_moment(GString *text, int64_t ns)
{
    GDateTime *moment;
    char *date;

    if (ns == LF_NO_TIME)
        return;
    moment = g_date_time_new_from_unix_utc(ns / 1000000000 - (ns % 1000000000 < 0 ? 1 : 0));
    if (moment == NULL)
        return;
    date = g_date_time_format(moment, "%Y-%m-%d %H:%M:%S");
    g_string_append(text, date);
    g_free(date);
    g_date_time_unref(moment);
}

static void add_intro(const lf_content *content, uint32_t shown)
{
    const lf_report *report = content->report;
    GString *text = g_string_new(NULL);
    GString *start = g_string_new(NULL);
    char *segments = g_strdup_printf("%" G_GUINT64_FORMAT, report->segments);
    char *all = g_strdup_printf("%u", report->count);
    char *some = g_strdup_printf("%u", shown);

    add_moment(start, report->start_ns);
    lf_phrase(text, content->language, report->count == 1 ? LF_W_INTRO_ONE : LF_W_INTRO,
              "connections", all, "segments", segments, "start", start->str, NULL);
    if (report->filtered) {
        g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
        lf_phrase(text, content->language, LF_W_INTRO_FILTER, "connections", some, "all", all,
                  NULL);
    }
    if (report->source.http == NULL) {
        g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
        g_string_append(text, lf_content_word(content, LF_W_INTRO_NO_HTTP));
    }
    content->writer->paragraph(content->out, LF_TONE_PLAIN,
                               report->count == 0 ? lf_content_word(content, LF_W_NOTHING)
                                                  : text->str);
    g_string_free(text, TRUE);
    g_string_free(start, TRUE);
    g_free(segments);
    g_free(all);
    g_free(some);
}

static unsigned count_requests(const GArray *exchanges)
{
    unsigned count = 0;

    for (unsigned i = 0; i < exchanges->len; i++)
        count += lf_report_exchange_at(exchanges, i)->beside ? 0 : 1;
    return count;
}

static void put_time(lf_table *table, int64_t ns, bool duration)
{
    if (duration)
        lf_phrase_duration(lf_table_open(table), ns);
    else
        lf_phrase_seconds(lf_table_open(table), ns);
}

/* As the line says that stands above the connection itself. */
static bool is_unusual(const lf_content *content, const lf_report_connection *c,
                       const GArray *exchanges)
{
    GString *line = g_string_new(NULL);
    bool unusual = lf_phrase_verdict(content->report, c, exchanges, line);

    g_string_free(line, TRUE);
    return unusual;
}

static void add_overview_row(const lf_content *content, lf_table *table,
                             const lf_report_connection *c)
{
    char *left = lf_address_of(c, 0);
    char *right = lf_address_of(c, 1);
    GArray *exchanges = lf_report_exchanges(content->report, c);
    lf_verdict last;

    lf_report_last(content->report, c, &last);
    lf_table_row(table, is_unusual(content, c, exchanges) ? LF_TONE_BAD : LF_TONE_PLAIN);
    lf_table_number(table, c->stream);
    lf_table_cell(table, left);
    lf_table_cell(table, right);
    put_time(table, c->first_ns, false);
    put_time(table, c->last_ns - c->first_ns, true);
    lf_table_number(table, c->end[0].segments + c->end[1].segments);
    lf_table_cell(table, lf_content_word(content, lf_word_of_opening(last.handshake_kind)));
    lf_table_number(table, count_requests(exchanges));
    lf_table_cell(table, lf_content_word(content, lf_word_of_closing(last.teardown_kind)));
    lf_table_cell(table, last.teardown_initiator == LF_ROLE_UNKNOWN
                             ? NULL
                             : lf_role_word(c, last.teardown_initiator, content->language));
    lf_table_cell(table, lf_close_reason_name(last.close_reason));
    lf_table_cell(table, lf_conn_state_name(last.conn_state));
    g_array_free(exchanges, TRUE);
    g_free(left);
    g_free(right);
}

static void add_overview_rest(const lf_content *content, uint32_t shown)
{
    GString *text;
    char first[12];
    char all[12];

    if (shown <= OVERVIEW_MAX)
        return;
    text = g_string_new(NULL);
    g_snprintf(first, sizeof first, "%u", OVERVIEW_MAX);
    g_snprintf(all, sizeof all, "%u", shown);
    lf_phrase(text, content->language, LF_W_OVERVIEW_REST, "shown", first, "connections", all,
              NULL);
    content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
    g_string_free(text, TRUE);
}

static void add_overview(const lf_content *content, uint32_t shown)
{
    static const lf_word words[] = {
        LF_W_STREAM,     LF_W_CLIENT,       LF_W_SERVER,     LF_W_START,
        LF_W_DURATION,   LF_W_SEGMENTS,     LF_W_BY_OPENING, LF_W_HTTP,
        LF_W_BY_CLOSING, LF_W_BY_INITIATOR, LF_W_BY_REASON,  LF_W_BY_STATE,
    };
    static const bool right[] = {true,  false, false, true,  true,  true,
                                 false, true,  false, false, false, false};
    lf_column columns[G_N_ELEMENTS(words)];
    lf_table table;

    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        columns[i] = (lf_column){lf_content_word(content, words[i]), right[i]};
    lf_table_start(&table, NULL, columns, G_N_ELEMENTS(columns));
    for (unsigned at = 0;
         at < content->report->connections->len && lf_table_rows(&table) < OVERVIEW_MAX; at++) {
        const lf_report_connection *c = lf_report_at(content->report, at);

        if (c != NULL)
            add_overview_row(content, &table, c);
    }
    content->writer->heading(content->out, 2, lf_content_word(content, LF_W_OVERVIEW));
    add_overview_rest(content, shown);
    content->writer->table(content->out, &table);
    lf_table_free(&table);
    lf_content_timelines(content);
}

void lf_content_write(const lf_report *report, const lf_writer *writer, lf_content_flush flush,
                      void *context)
{
    lf_content content = {
        .report = report,
        .writer = writer,
        .language = report->source.language,
        .out = g_string_new(NULL),
    };
    uint32_t shown = lf_report_shown(report);
    uint32_t done = 0;

    writer->begin(content.out, lf_content_word(&content, LF_W_TITLE), content.language);
    add_intro(&content, shown);
    if (shown > 0)
        add_overview(&content, shown);
    flush(context, content.out, done, shown);
    for (unsigned at = 0; at < report->connections->len; at++) {
        const lf_report_connection *c = lf_report_at(report, at);

        if (c == NULL)
            continue;
        lf_content_connection(&content, c);
        flush(context, content.out, ++done, shown);
    }
    if (shown > 0)
        lf_content_totals(&content);
    writer->end(content.out);
    flush(context, content.out, done, shown);
    g_string_free(content.out, TRUE);
}
