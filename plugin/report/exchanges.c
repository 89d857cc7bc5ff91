/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The HTTP half of the model.
 */
#include "append.h"
#include "model.h"
#include "words.h"

static uint32_t number_at(const lf_report_connection *c, unsigned at)
{
    return g_array_index(c->messages, uint32_t, at);
}

/* False: the message `number` is told with the request that it answers. */
static bool stands_alone(const lf_report *report, GHashTable *listed, uint32_t number,
                         const lf_message *message)
{
    lf_message request;

    if (message->phase == LF_HP_REQUEST ||
        !g_hash_table_contains(listed, GUINT_TO_POINTER(message->partner)))
        return true;
    lf_http_message(report->source.http, message->partner, &request);
    return request.partner != number;
}

static void fill(const lf_report *report, const lf_report_connection *c, const lf_message *message,
                 lf_report_exchange *out)
{
    const lf_http *http = report->source.http;

    *out = (lf_report_exchange){0};
    if (message->phase != LF_HP_REQUEST) {
        out->response = *message;
        out->has_response = true;
        out->beside = message->phase != LF_HP_RESPONSE;
        out->has_request = lf_http_partner(http, message, &out->request);
        return;
    }
    out->request = *message;
    out->has_request = true;
    out->has_response = lf_http_partner(http, message, &out->response);
    out->unanswered = lf_http_is_unanswered(http, c->stream, message);
}

GArray *lf_report_exchanges(const lf_report *report, const lf_report_connection *connection)
{
    GArray *exchanges = g_array_new(FALSE, FALSE, sizeof(lf_report_exchange));
    GHashTable *listed;

    if (connection->messages == NULL)
        return exchanges;
    listed = g_hash_table_new(NULL, NULL);
    for (unsigned i = 0; i < connection->messages->len; i++)
        g_hash_table_add(listed, GUINT_TO_POINTER(number_at(connection, i)));
    for (unsigned i = 0; i < connection->messages->len; i++) {
        lf_report_exchange exchange;
        lf_message message;

        lf_http_message(report->source.http, number_at(connection, i), &message);
        if (!stands_alone(report, listed, number_at(connection, i), &message))
            continue;
        fill(report, connection, &message, &exchange);
        g_array_append_val(exchanges, exchange);
    }
    g_hash_table_destroy(listed);
    return exchanges;
}

/* "GET /page", "200 OK" */
static void add_start_line(GString *out, const lf_message *message)
{
    bool request = message->phase == LF_HP_REQUEST;

    if (request)
        g_string_append(out, message->method);
    else
        lf_append_number(out, message->status);
    g_string_append_c(out, ' ');
    g_string_append(out, request ? message->target : message->method);
}

void lf_report_name(const lf_message *message, GString *out)
{
    if (message->phase == LF_HP_UPGRADED)
        g_string_append(out, message->host);
    else if (message->phase == LF_HP_REQUEST || message->status != 0)
        add_start_line(out, message);
    else
        g_string_append(out, "HTTP/0.9");
}

static bool is_cut_off(const lf_message *message, uint32_t frame)
{
    return message->done_frame == frame && (message->marks & LF_MARK_COMPLETE) == 0 &&
           (message->phase == LF_HP_REQUEST || message->phase == LF_HP_RESPONSE);
}

static void add_label(const lf_report *report, const lf_message *message, uint32_t frame,
                      GString *out)
{
    lf_language language = report->source.language;

    lf_report_name(message, out);
    if (is_cut_off(message, frame))
        g_string_append(out, lf_word_in(LF_W_CUT_OFF_HERE, language));
    else if (message->first_frame != frame)
        g_string_append(out, lf_word_in(LF_W_ENDS_HERE, language));
    else if (message->done_frame != frame)
        g_string_append(out, lf_word_in(LF_W_BEGINS_HERE, language));
}

void lf_report_label(const lf_report *report, const lf_report_connection *connection,
                     const lf_report_row *row, GString *out)
{
    const lf_message *message;
    const char *between = "";
    lf_http_walk walk;

    if (row->frames != 1 || connection->messages == NULL)
        return;
    lf_http_walk_start(&walk, report->source.http, row->one.record, row->frame, row->one.end);
    while ((message = lf_http_walk_next(&walk)) != NULL) {
        if (message->done_frame != row->frame && message->first_frame != row->frame)
            continue;
        g_string_append(out, between);
        add_label(report, message, row->frame, out);
        between = "; ";
    }
}
