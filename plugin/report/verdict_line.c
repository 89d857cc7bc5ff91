/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one-line verdict on a connection: how it was opened, what went over it, how and why it ended,
 * and what was unusual.
 */
#include "phrases.h"

typedef struct lf_tally {
    unsigned requests;
    unsigned unanswered;
} lf_tally;

typedef struct lf_line {
    const lf_report *report;
    const lf_report_connection *connection;
    lf_verdict last;
    lf_tally http;
    lf_language language;
    GString *out;
} lf_line;

/* A connection can be known to be open although a step of its handshake was not captured. */
static void add_missing_steps(const lf_line *line)
{
    const lf_report_connection *c = line->connection;
    const int64_t times[] = {c->syn_ns, c->syn_ack_ns, c->complete_ns};
    GString *steps = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(times); i++) {
        if (times[i] == LF_NO_TIME)
            g_string_append_printf(steps, "%s%u",
                                   steps->len == 0 ? "" : lf_word_in(LF_W_COMMA, line->language),
                                   i + 1);
    }
    if (steps->len > 0)
        lf_phrase(line->out, line->language, LF_W_OPEN_MISSING, "steps", steps->str, NULL);
    g_string_free(steps, TRUE);
}

static void add_opening(const lf_line *line)
{
    static const lf_word words[LF_HS_COUNT] = {
        [LF_HS_UNSEEN] = LF_W_OPEN_UNSEEN,       [LF_HS_INCOMPLETE] = LF_W_OPEN_INCOMPLETE,
        [LF_HS_THREE_WAY] = LF_W_OPEN_THREE_WAY, [LF_HS_SIMULTANEOUS] = LF_W_OPEN_SIMULTANEOUS,
        [LF_HS_FAST_OPEN] = LF_W_OPEN_FAST_OPEN, [LF_HS_REFUSED] = LF_W_OPEN_REFUSED,
    };

    lf_phrase(line->out, line->language, words[line->last.handshake_kind], NULL);
    if (line->last.handshake_kind == LF_HS_THREE_WAY)
        add_missing_steps(line);
}

static lf_tally tally(const GArray *exchanges)
{
    lf_tally counts = {0};

    for (unsigned i = 0; i < exchanges->len; i++) {
        const lf_report_exchange *exchange = lf_report_exchange_at(exchanges, i);

        counts.requests += exchange->beside ? 0 : 1;
        counts.unanswered += exchange->unanswered ? 1 : 0;
    }
    return counts;
}

static void add_http(const lf_line *line)
{
    lf_tally counts = line->http;

    if (counts.requests == 0)
        return;
    if (counts.requests == 1) {
        lf_phrase_count(line->out, line->language,
                        counts.unanswered == 1 ? LF_W_HTTP_ONE_UNANSWERED : LF_W_HTTP_ONE, 1);
        return;
    }
    lf_phrase_count(line->out, line->language, LF_W_HTTP_MANY, counts.requests);
    if (counts.unanswered > 0)
        lf_phrase_count(line->out, line->language, LF_W_HTTP_UNANSWERED, counts.unanswered);
}

/* Words for an end with somebody who began it, and without. */
static const lf_word end_words[LF_TD_COUNT][2] = {
    [LF_TD_HALF_CLOSED] = {LF_W_END_HALF, LF_W_END_HALF_NOBODY},
    [LF_TD_FOUR_SEGMENT] = {LF_W_END_FOUR, LF_W_END_FOUR_NOBODY},
    [LF_TD_THREE_SEGMENT] = {LF_W_END_THREE, LF_W_END_THREE_NOBODY},
    [LF_TD_SIMULTANEOUS] = {LF_W_END_SIMULTANEOUS, LF_W_END_SIMULTANEOUS},
    [LF_TD_RESET] = {LF_W_END_RESET, LF_W_END_RESET_NOBODY},
};

static bool is_established(const lf_verdict *last)
{
    return last->after[0] == LF_ST_ESTABLISHED && last->after[1] == LF_ST_ESTABLISHED;
}

/* Both FINs are there, and the one sent last waits for its ACK. */
static bool is_pending(const lf_verdict *last)
{
    static const bool waits[LF_ST_COUNT] = {
        [LF_ST_LAST_ACK] = true, [LF_ST_CLOSING] = true, [LF_ST_FIN_WAIT_1] = true};

    return last->teardown_kind != LF_TD_HALF_CLOSED && last->teardown_kind != LF_TD_RESET &&
           (waits[last->after[0]] || waits[last->after[1]]);
}

static void add_ends(const lf_line *line, lf_word word, unsigned who)
{
    lf_phrase(line->out, line->language, word, "who",
              lf_role_word(line->connection, who, line->language), "peer",
              lf_role_word(line->connection, 1 - who, line->language), NULL);
}

/* Nothing that one of the ends sent is in the capture. */
static bool is_one_sided(const lf_line *line)
{
    const lf_report_end *end = line->connection->end;

    return line->last.teardown_kind == LF_TD_HALF_CLOSED &&
           (end[0].segments == 0 || end[1].segments == 0);
}

static void add_end(const lf_line *line)
{
    const lf_verdict *last = &line->last;
    bool known = last->teardown_initiator != LF_ROLE_UNKNOWN;
    unsigned who = last->teardown_initiator == LF_SERVER ? 1 : 0;
    unsigned aborter = lf_report_aborter(line->report, line->connection, last);

    if (last->handshake_kind == LF_HS_REFUSED)
        return;
    if (last->teardown_kind == LF_TD_NONE && is_established(last)) {
        lf_phrase(line->out, line->language, LF_W_END_OPEN, NULL);
        return;
    }
    if (last->teardown_kind == LF_TD_NONE) {
        if (last->handshake_kind != LF_HS_INCOMPLETE)
            lf_phrase(line->out, line->language, LF_W_END_UNKNOWN, NULL);
        return;
    }
    if (is_one_sided(line)) {
        add_ends(line, LF_W_END_ONE_SIDED, who);
        return;
    }
    if (aborter < 2) {
        add_ends(line, known && aborter != who ? LF_W_END_RESET_AFTER : LF_W_END_RESET, aborter);
        return;
    }
    add_ends(line, end_words[last->teardown_kind][known ? 0 : 1], who);
    if (is_pending(last))
        lf_phrase(line->out, line->language, LF_W_END_PENDING, NULL);
}

static void add_reason(const lf_line *line)
{
    static const lf_word words[LF_CLOSE_COUNT] = {
        [LF_CLOSE_CONNECTION_CLOSE] = LF_W_WHY_CONNECTION_CLOSE,
        [LF_CLOSE_HTTP_1_0] = LF_W_WHY_HTTP_1_0,
        [LF_CLOSE_KEEP_ALIVE_TIMEOUT] = LF_W_WHY_KEEP_ALIVE_TIMEOUT,
        [LF_CLOSE_CLIENT_ABORT] = LF_W_WHY_CLIENT_ABORT,
        [LF_CLOSE_SERVER_ABORT] = LF_W_WHY_SERVER_ABORT,
    };

    if (words[line->last.close_reason] != 0)
        lf_phrase(line->out, line->language, words[line->last.close_reason], NULL);
}

static void add_unacked(const lf_line *line)
{
    for (unsigned role = 0; role < 2; role++) {
        char count[12];

        if (line->last.unacked[role] == 0 || line->last.teardown_kind == LF_TD_NONE)
            continue;
        g_snprintf(count, sizeof count, "%u", line->last.unacked[role]);
        lf_phrase(line->out, line->language, LF_W_UNACKED, "count", count, "who",
                  lf_role_word(line->connection, role, line->language), NULL);
    }
}

/* What is said of HTTP weighs nothing where no message is complete: it may be another protocol. */
static unsigned weight_of(const lf_report_note *note, bool messages)
{
    return note->http && !messages ? 0 : 1 + lf_anomaly_severity(note->http, note->id);
}

/* The one that matters most; of several the first. */
static const lf_report_note *worst_of(const GArray *notes, bool messages)
{
    const lf_report_note *worst = &g_array_index(notes, lf_report_note, 0);

    for (unsigned i = 1; i < notes->len; i++) {
        const lf_report_note *note = &g_array_index(notes, lf_report_note, i);

        if (weight_of(note, messages) > weight_of(worst, messages))
            worst = note;
    }
    return worst;
}

/* Nobody would call it unusual, but neither right. */
static bool is_good(const lf_line *line)
{
    return line->last.teardown_kind != LF_TD_RESET &&
           line->last.handshake_kind != LF_HS_INCOMPLETE &&
           line->last.handshake_kind != LF_HS_REFUSED && !is_one_sided(line);
}

static bool add_unusual(const lf_line *line)
{
    const GArray *notes = line->connection->notes;
    const lf_report_note *worst;
    GString *where;
    char count[12];

    if (notes == NULL) {
        lf_phrase(line->out, line->language, is_good(line) ? LF_W_NOTHING_UNUSUAL : LF_W_FULL_STOP,
                  NULL);
        return !is_good(line);
    }
    worst = worst_of(notes, line->http.requests > 0);
    where = g_string_new(NULL);
    lf_phrase_frames(where, worst, line->language);
    g_snprintf(count, sizeof count, "%u", notes->len);
    lf_phrase(line->out, line->language, notes->len == 1 ? LF_W_UNUSUAL_ONE : LF_W_UNUSUAL_MANY,
              "count", count, "what", lf_anomaly_text(worst->http, worst->id, line->language),
              "where", where->str, NULL);
    g_string_free(where, TRUE);
    return true;
}

bool lf_phrase_verdict(const lf_report *report, const lf_report_connection *connection,
                       const GArray *exchanges, GString *out)
{
    lf_line line = {
        .report = report,
        .connection = connection,
        .http = tally(exchanges),
        .language = report->source.language,
        .out = out,
    };

    lf_report_last(report, connection, &line.last);
    add_opening(&line);
    add_http(&line);
    add_end(&line);
    add_reason(&line);
    add_unacked(&line);
    return add_unusual(&line);
}
