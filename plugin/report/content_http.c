/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../core/http/explain.h"
#include "append.h"
#include "content.h"
#include "phrases.h"

#define COLUMNS 12

/* The table of one connection's exchanges while it is put together. */
typedef struct lf_exchanges {
    const lf_content *content;
    lf_table table;
} lf_exchanges;

static void put_frame(lf_exchanges *to, bool has, const lf_message *m)
{
    if (has && m->done_frame != 0)
        lf_table_number(&to->table, m->done_frame);
    else
        lf_table_cell(&to->table, NULL);
}

static void put_name(lf_exchanges *to, const lf_message *m)
{
    lf_report_name(m, lf_table_open(&to->table));
}

static void put_request(lf_exchanges *to, const lf_report_exchange *x)
{
    if (x->has_response && x->response.phase == LF_HP_UPGRADED)
        lf_table_cell(&to->table, lf_content_word(to->content, LF_W_TOOK_OVER));
    else if (x->has_request)
        put_name(to, &x->request);
    else
        lf_table_cell(&to->table, lf_content_word(to->content, LF_W_NOT_CAPTURED));
}

static void put_response(lf_exchanges *to, const lf_report_exchange *x)
{
    if (!x->has_response)
        lf_table_cell(&to->table, lf_content_word(to->content, x->unanswered ? LF_W_UNANSWERED
                                                                             : LF_W_NOT_CAPTURED));
    else
        put_name(to, &x->response);
}

/* The response was cut off, or is still coming in where the capture ends. */
static bool is_incomplete(const lf_report_exchange *x)
{
    return x->has_response && x->response.phase == LF_HP_RESPONSE &&
           (x->response.done_frame == 0 || (x->response.marks & LF_MARK_COMPLETE) == 0);
}

static void put_outcome(lf_exchanges *to, const lf_report_exchange *x)
{
    lf_http_outcome outcome = x->has_response ? (lf_http_outcome)x->response.outcome : LF_OUT_NONE;
    const char *name = lf_http_outcome_name(x->unanswered ? LF_OUT_UNANSWERED : outcome);

    if (!is_incomplete(x)) {
        lf_table_cell(&to->table, name);
        return;
    }
    lf_phrase(lf_table_open(&to->table), to->content->language, LF_W_INCOMPLETE_BODY, "what", name,
              NULL);
}

/* The segments that carried the response; of a request alone, the request's. */
static void put_segments(lf_exchanges *to, const lf_message *m)
{
    char count[12];
    char first[12];
    char last[12];

    g_snprintf(count, sizeof count, "%u", m->segments);
    g_snprintf(first, sizeof first, "%u", m->first_frame);
    g_snprintf(last, sizeof last, "%u", m->last_frame);
    lf_phrase(lf_table_open(&to->table), to->content->language,
              m->segments == 1 ? LF_W_PART : LF_W_PARTS, "count", count, "first", first, "last",
              last, NULL);
}

static void put_body(lf_exchanges *to, const lf_message *m)
{
    char actual[24];
    char expected[24];

    if ((m->marks & LF_MARK_BODY) == 0 || m->phase == LF_HP_INTERIM) {
        lf_table_cell(&to->table, NULL);
        return;
    }
    g_snprintf(actual, sizeof actual, "%" G_GUINT64_FORMAT, m->actual);
    if ((m->marks & LF_MARK_EXPECTED) == 0 || m->expected == m->actual) {
        lf_table_cell(&to->table, actual);
        return;
    }
    g_snprintf(expected, sizeof expected, "%" G_GUINT64_FORMAT, m->expected);
    lf_phrase(lf_table_open(&to->table), to->content->language, LF_W_BODY_OF, "actual", actual,
              "expected", expected, NULL);
}

static void put_times(lf_exchanges *to, const lf_report_exchange *x)
{
    bool known = x->has_request && x->has_response && x->request.done_frame != 0 &&
                 x->response.first_ns >= x->request.last_ns;
    GString *latency = lf_table_open(&to->table);
    GString *total;

    if (known)
        lf_phrase_duration(latency, x->response.first_ns - x->request.last_ns);
    total = lf_table_open(&to->table);
    if (known && x->response.phase == LF_HP_RESPONSE && x->response.done_frame != 0)
        lf_phrase_duration(total, x->response.last_ns - x->request.first_ns);
}

static void explain(const lf_exchanges *to, const lf_report_exchange *x, lf_text *text)
{
    const lf_message *request = x->has_request ? &x->request : NULL;

    if (x->has_response && x->response.done_frame != 0)
        lf_http_explain(&x->response, request, to->content->language, text);
    else if (request != NULL && request->done_frame != 0)
        lf_http_explain(request, NULL, to->content->language, text);
}

static void put_sentence(lf_exchanges *to, const lf_report_exchange *x)
{
    lf_text text;

    lf_text_start(&text);
    explain(to, x, &text);
    lf_table_cell(&to->table, text.at);
}

static lf_tone tone_of(const lf_report_exchange *x)
{
    bool failed = x->has_response && (x->response.outcome == LF_OUT_CLIENT_ERROR ||
                                      x->response.outcome == LF_OUT_SERVER_ERROR);

    return x->unanswered || failed || is_incomplete(x) ? LF_TONE_BAD : LF_TONE_PLAIN;
}

static void put_number(lf_exchanges *to, const lf_message *m)
{
    GString *text = lf_table_open(&to->table);
    char stream[12];

    if (m->exchange != 0)
        lf_append_number(text, m->exchange);
    if (m->http2_stream != 0) {
        g_snprintf(stream, sizeof stream, "%u", m->http2_stream);
        lf_phrase(text, to->content->language, LF_W_HTTP2_STREAM, "stream", stream, NULL);
    }
}

static void add_exchange(lf_exchanges *to, const lf_report_exchange *x)
{
    const lf_message *m = x->has_response ? &x->response : &x->request;

    lf_table_row(&to->table, tone_of(x));
    put_number(to, m);
    put_frame(to, x->has_request, &x->request);
    put_request(to, x);
    put_frame(to, x->has_response, &x->response);
    put_response(to, x);
    put_outcome(to, x);
    put_segments(to, m);
    put_body(to, m);
    put_times(to, x);
    lf_table_cell(&to->table, x->beside && m->outcome != LF_OUT_SWITCHING
                                  ? NULL
                                  : lf_http_persistence_name((lf_http_persistence)m->persistence));
    if (to->content->writer->sentences)
        put_sentence(to, x);
}

/* Where the table has no room for it. */
static void add_sentence(const lf_exchanges *to, const lf_report_exchange *x)
{
    lf_text text;

    lf_text_start(&text);
    explain(to, x, &text);
    if (text.len > 0)
        to->content->writer->paragraph(to->content->out, LF_TONE_PLAIN, text.at);
}

void lf_content_exchanges(const lf_content *content, const lf_report_connection *connection,
                          const GArray *exchanges)
{
    static const lf_word words[COLUMNS] = {
        LF_W_NUMBER,   LF_W_REQUEST_FRAME, LF_W_REQUEST,    LF_W_RESPONSE_FRAME,
        LF_W_RESPONSE, LF_W_OUTCOME,       LF_W_CARRIED_BY, LF_W_BODY,
        LF_W_LATENCY,  LF_W_TOTAL_TIME,    LF_W_AFTERWARDS, LF_W_MEANING,
    };
    static const bool right[COLUMNS] = {true,  true, false, true, false, false,
                                        false, true, true,  true, false, false};
    lf_column columns[COLUMNS];
    lf_exchanges to = {.content = content};

    if (connection->messages == NULL)
        return;
    for (unsigned i = 0; i < COLUMNS; i++)
        columns[i] = (lf_column){lf_content_word(content, words[i]), right[i]};
    lf_table_start(&to.table, NULL, columns, content->writer->sentences ? COLUMNS : COLUMNS - 1);
    for (unsigned i = 0; i < exchanges->len; i++)
        add_exchange(&to, lf_report_exchange_at(exchanges, i));
    content->writer->heading(content->out, 3, lf_content_word(content, LF_W_EXCHANGES));
    content->writer->table(content->out, &to.table);
    for (unsigned i = 0; i < exchanges->len && !content->writer->sentences; i++)
        add_sentence(&to, lf_report_exchange_at(exchanges, i));
    lf_table_free(&to.table);
}
