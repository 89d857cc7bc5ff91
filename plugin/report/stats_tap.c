/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats_tap.h"

#include <stdlib.h>
#include <string.h>

#include <epan/stat_tap_ui.h>
#include <wsutil/report_message.h>

#include "../epan/compat.h"
#include "../epan/prefs.h"
#include "../epan/tapped.h"

#define CLI "labflow,stats"

/* Where a request stands: whether it stays without an answer is known only at the end. */
typedef struct lf_stats_request {
    uint32_t stream;
    uint32_t record;
    uint32_t frame;
    uint32_t end; /* as lf_http_walk_start has it */
} lf_stats_request;

struct lf_stats_tap {
    lf_stats *stats;
    GArray *requests; /* lf_stats_request */
    const lf_session *session;
    int table; /* lf_stats_table; -1: all of them */
};

static bool has_latency(const lf_message *answer, const lf_message *request)
{
    return request->done_frame != 0 && request->done_frame <= answer->done_frame;
}

static void take_answer(lf_stats_tap *tap, const lf_http *http, uint32_t stream,
                        const lf_message *message)
{
    lf_stats_message done = {
        .stream = stream, .status = message->status, .outcome = message->outcome};
    lf_message request;

    if (lf_http_partner(http, message, &request) && has_latency(message, &request)) {
        done.has_latency = true;
        done.latency_ns = message->first_ns - request.last_ns;
    }
    lf_stats_message_done(tap->stats, &done);
}

static void take_request(lf_stats_tap *tap, const lf_tapped *tapped, uint32_t end)
{
    lf_stats_request request = {
        .stream = tapped->stream,
        .record = tapped->record,
        .frame = tapped->verdict.frame,
        .end = end,
    };

    g_array_append_val(tap->requests, request);
}

static void take_messages(lf_stats_tap *tap, const lf_tapped *tapped)
{
    const lf_http *http = tapped->session->http;
    uint32_t end = tapped->header->segment.seq + tapped->header->segment.len;
    bool asked = false;
    const lf_message *message;
    lf_http_walk walk;

    if (http == NULL)
        return;
    lf_http_walk_start(&walk, http, tapped->record, tapped->verdict.frame, end);
    while ((message = lf_http_walk_next(&walk)) != NULL) {
        if (message->done_frame != tapped->verdict.frame)
            continue;
        if (message->phase == LF_HP_REQUEST)
            asked = true;
        else
            take_answer(tap, http, tapped->stream, message);
    }
    if (asked)
        take_request(tap, tapped, end);
}

static tap_packet_status take(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_,
                              const void *packet, tap_flags_t flags _U_)
{
    lf_stats_tap *tap = (lf_stats_tap *)data;
    const lf_tapped *tapped = (const lf_tapped *)packet;

    tap->session = tapped->session;
    lf_stats_segment(tap->stats, tapped->stream, &tapped->verdict);
    take_messages(tap, tapped);
    return TAP_PACKET_REDRAW;
}

static tap_packet_status want(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_,
                              const void *packet, tap_flags_t flags _U_)
{
    lf_stats_want((lf_stats *)data, ((const lf_tapped *)packet)->stream);
    return TAP_PACKET_DONT_REDRAW;
}

static void reset(void *data)
{
    lf_stats_tap *tap = (lf_stats_tap *)data;

    lf_stats_clear(tap->stats);
    g_array_set_size(tap->requests, 0);
    tap->session = NULL;
}

static void ask_again(lf_stats_tap *tap, const lf_stats_request *request)
{
    static const lf_stats_message unanswered = {.outcome = LF_OUT_UNANSWERED};
    const lf_http *http = tap->session->http;
    lf_stats_message done = unanswered;
    const lf_message *message;
    lf_http_walk walk;

    done.stream = request->stream;
    lf_http_walk_start(&walk, http, request->record, request->frame, request->end);
    while ((message = lf_http_walk_next(&walk)) != NULL) {
        if (message->done_frame == request->frame &&
            lf_http_is_unanswered(http, request->stream, message))
            lf_stats_message_done(tap->stats, &done);
    }
}

const lf_stats *lf_stats_tap_result(lf_stats_tap *tap)
{
    bool open = tap->session != NULL && tap->session->http != NULL;

    for (unsigned i = 0; open && i < tap->requests->len; i++)
        ask_again(tap, &g_array_index(tap->requests, lf_stats_request, i));
    g_array_set_size(tap->requests, 0);
    return tap->stats;
}

lf_language lf_stats_tap_language(const lf_stats_tap *tap)
{
    return tap->session == NULL ? lf_prefs_language() : tap->session->language;
}

lf_stats_tap *lf_stats_tap_new(void)
{
    lf_stats_tap *tap = g_new0(lf_stats_tap, 1);

    tap->stats = lf_stats_new();
    tap->requests = g_array_new(FALSE, FALSE, sizeof(lf_stats_request));
    tap->table = -1;
    return tap;
}

void lf_stats_tap_free(lf_stats_tap *tap)
{
    g_array_free(tap->requests, TRUE);
    lf_stats_free(tap->stats);
    g_free(tap);
}

/* A listener for the numbers and one that hears only what passes the filter: how a connection
 * stands is told by its last frame, which may not be one of those. */
GString *lf_stats_tap_listen(lf_stats_tap *tap, const char *filter, tap_draw_cb draw,
                             tap_finish_cb finish)
{
    GString *error;

    if (filter != NULL) {
        lf_stats_limit(tap->stats);
        error = register_tap_listener(LF_TAP, tap->stats, filter, 0, NULL, want, NULL, NULL);
        if (error != NULL)
            return error;
    }
    error = register_tap_listener(LF_TAP, tap, NULL, 0, reset, take, draw, finish);
    if (error != NULL)
        remove_tap_listener(tap->stats);
    return error;
}

void lf_stats_tap_stop(lf_stats_tap *tap)
{
    remove_tap_listener(tap);
    if (tap->stats->limited)
        remove_tap_listener(tap->stats);
}

static void print_table(lf_stats_tap *tap, lf_stats_table table)
{
    GString *text = g_string_new("\n");
    GArray *rows = lf_stats_rows(lf_stats_tap_result(tap), table);

    lf_stats_write(rows, table, lf_stats_tap_language(tap), text);
    fputs(text->str, stdout);
    g_array_unref(rows);
    g_string_free(text, TRUE);
}

static void print(void *data)
{
    lf_stats_tap *tap = (lf_stats_tap *)data;

    for (int table = 0; table < LF_STATS_COUNT; table++) {
        if (tap->table < 0 || tap->table == table)
            print_table(tap, (lf_stats_table)table);
    }
}

static void end(void *data)
{
    lf_stats_tap_free((lf_stats_tap *)data);
}

/* The table of which `at` speaks up to a comma or its end; -1: none. */
static int find_table(const char *at)
{
    size_t len = strcspn(at, ",");

    for (int table = 0; table < LF_STATS_COUNT; table++) {
        const char *word = lf_stats_word((lf_stats_table)table);

        if (strlen(word) == len && strncmp(word, at, len) == 0)
            return table;
    }
    return -1;
}

/* `labflow,stats[,TABLE][,FILTER]`. What names no table is a filter, which says if it is neither.
 */
static const char *read_argument(const char *argument, int *table)
{
    const char *at = argument + strlen(CLI);

    *table = -1;
    if (*at != ',')
        return at;
    *table = find_table(++at);
    if (*table < 0)
        return at;
    at += strcspn(at, ",");
    return *at == ',' ? at + 1 : at;
}

static bool refuse(const char *argument, const char *why)
{
    report_failure("-z %s: %s", argument, why);
    return false;
}

static bool start(const char *argument)
{
    int table;
    const char *filter = read_argument(argument, &table);
    lf_stats_tap *tap;
    GString *error;

    if (argument[strlen(CLI)] != '\0' && argument[strlen(CLI)] != ',')
        return refuse(argument,
                      "that is no statistics of labflow; there is " CLI "[,TABLE][,FILTER]");
    tap = lf_stats_tap_new();
    tap->table = table;
    error = lf_stats_tap_listen(tap, *filter == '\0' ? NULL : filter, print, end);
    if (error == NULL)
        return true;
    refuse(argument, error->str);
    g_string_free(error, TRUE);
    lf_stats_tap_free(tap);
    return false;
}

LF_STAT_INIT(start_statistics, start)

void lf_stats_tap_register(void)
{
    static tap_param parameters[] = {{PARAM_FILTER, "filter", "Filter", NULL, TRUE}};
    static stat_tap_ui statistics = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .cli_string = CLI,
        .tap_init_cb = start_statistics,
        .nparams = 1,
        .params = parameters,
    };

    register_stat_tap_ui(&statistics, NULL);
}
