/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../core/explain.h"
#include "../core/names.h"
#include "content.h"
#include "phrases.h"

#define COLUMNS 14

/* Which rows a table of segments shows. */
typedef enum lf_part { PART_OPENING, PART_TRANSFER, PART_CLOSING } lf_part;

static lf_part part_of(lf_phase phase)
{
    static const lf_part parts[LF_PH_COUNT] = {
        [LF_PH_HANDSHAKE] = PART_OPENING, [LF_PH_TRANSFER] = PART_TRANSFER,
        [LF_PH_TEARDOWN] = PART_CLOSING,  [LF_PH_RESET] = PART_CLOSING,
        [LF_PH_CLOSED] = PART_CLOSING,
    };

    return parts[phase];
}

char *lf_content_title(const lf_content *content, const lf_report_connection *connection)
{
    char *left = lf_address_of(connection, 0);
    char *right = lf_address_of(connection, 1);
    char *stream = g_strdup_printf("%u", connection->stream);
    GString *title = g_string_new(NULL);

    lf_phrase(title, content->language,
              connection->client > 1 ? LF_W_CONNECTION_ENDS : LF_W_CONNECTION, "stream", stream,
              "left", left, "right", right, NULL);
    g_free(left);
    g_free(right);
    g_free(stream);
    return g_string_free(title, FALSE);
}

/* A cell that is put together; the string is used up. */
static void put_cell(lf_table *table, GString *text)
{
    lf_table_cell(table, text->str);
    g_string_free(text, TRUE);
}

static void put_seconds(lf_table *table, int64_t ns)
{
    GString *text = g_string_new(NULL);

    lf_phrase_seconds(text, ns);
    put_cell(table, text);
}

static void add_ends(const lf_content *content, const lf_report_connection *c)
{
    const lf_column columns[] = {
        {lf_content_word(content, LF_W_ROLE), false},
        {lf_content_word(content, LF_W_ADDRESS), false},
        {lf_content_word(content, LF_W_SEGMENTS), true},
        {lf_content_word(content, LF_W_OCTETS), true},
        {lf_content_word(content, LF_W_ON_WIRE), true},
    };
    lf_table table;

    lf_table_start(&table, NULL, columns, G_N_ELEMENTS(columns));
    for (unsigned role = 0; role < 2; role++) {
        const lf_report_end *end = &c->end[lf_report_side(c, role)];
        char *address = lf_address_of(c, role);

        lf_table_row(&table, LF_TONE_PLAIN);
        lf_table_cell(&table, lf_role_word(c, role, content->language));
        lf_table_cell(&table, address);
        lf_table_cellf(&table, "%u", end->segments);
        lf_table_cellf(&table, "%" G_GUINT64_FORMAT, end->octets);
        lf_table_cellf(&table, "%" G_GUINT64_FORMAT, end->on_wire);
        g_free(address);
    }
    content->writer->table(content->out, &table);
    lf_table_free(&table);
}

static void add_span(const lf_content *content, const lf_report_connection *c, GString *text)
{
    GString *start = g_string_new(NULL);
    GString *end = g_string_new(NULL);
    GString *duration = g_string_new(NULL);
    char *first = g_strdup_printf("%u", c->first_frame);
    char *last = g_strdup_printf("%u", c->last_frame);

    lf_phrase_seconds(start, c->first_ns);
    lf_phrase_seconds(end, c->last_ns);
    lf_phrase_duration(duration, c->last_ns - c->first_ns);
    lf_phrase(text, content->language, LF_W_SPAN, "first", first, "last", last, "start", start->str,
              "end", end->str, "duration", duration->str, NULL);
    g_string_free(start, TRUE);
    g_string_free(end, TRUE);
    g_string_free(duration, TRUE);
    g_free(first);
    g_free(last);
}

static void add_round_trip(const lf_content *content, const lf_report_connection *c, GString *text)
{
    GString *whole;
    GString *forth;
    GString *back;

    if (c->complete_ns == LF_NO_TIME || c->syn_ns == LF_NO_TIME)
        return;
    whole = g_string_new(NULL);
    forth = g_string_new(NULL);
    back = g_string_new(NULL);
    lf_phrase_duration(whole, c->complete_ns - c->syn_ns);
    if (c->syn_ack_ns != LF_NO_TIME) {
        lf_phrase_duration(forth, c->syn_ack_ns - c->syn_ns);
        lf_phrase_duration(back, c->complete_ns - c->syn_ack_ns);
    }
    g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
    lf_phrase(text, content->language,
              c->syn_ack_ns == LF_NO_TIME ? LF_W_ROUND_TRIP_WHOLE : LF_W_ROUND_TRIP, "rtt",
              whole->str, "forth", forth->str, "back", back->str, NULL);
    g_string_free(whole, TRUE);
    g_string_free(forth, TRUE);
    g_string_free(back, TRUE);
}

static void add_number(const lf_content *content, GString *text, lf_word word, uint32_t count)
{
    char digits[12];

    if (count == 0)
        return;
    g_snprintf(digits, sizeof digits, "%u", count);
    lf_phrase(text, content->language, word, "count", digits, NULL);
}

static void add_initial(const lf_content *content, const lf_report_connection *c, GString *text)
{
    char numbers[2][12] = {"", ""};
    bool known[2];

    for (unsigned role = 0; role < 2; role++) {
        uint32_t number;

        known[role] = lf_report_initial(content->report, c, role, &number);
        if (known[role])
            g_snprintf(numbers[role], sizeof numbers[role], "%u", number);
    }
    if (!known[0] && !known[1])
        return;
    g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
    lf_phrase(text, content->language, known[0] && known[1] ? LF_W_INITIAL : LF_W_INITIAL_ONE,
              "left", lf_role_word(c, known[0] ? 0 : 1, content->language), "first",
              numbers[known[0] ? 0 : 1], "right", lf_role_word(c, 1, content->language), "second",
              numbers[1], NULL);
}

static void add_facts(const lf_content *content, const lf_report_connection *c)
{
    GString *text = g_string_new(NULL);
    bool unusual = lf_phrase_verdict(content->report, c, text);

    content->writer->paragraph(content->out, unusual ? LF_TONE_BAD : LF_TONE_GOOD, text->str);
    g_string_truncate(text, 0);
    add_span(content, c, text);
    add_round_trip(content, c, text);
    add_initial(content, c, text);
    if (c->guessed) {
        g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
        g_string_append(text, lf_content_word(content, c->syn_ack_ns == LF_NO_TIME
                                                           ? LF_W_GUESSED
                                                           : LF_W_GUESSED_SYN_ACK));
    }
    if (c->cut > 0) {
        g_string_append(text, lf_content_word(content, LF_W_BETWEEN));
        add_number(content, text, LF_W_CUT, c->cut);
    }
    content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
    g_string_free(text, TRUE);
    add_ends(content, c);
}

void lf_content_fold(const lf_content *content, const lf_report_connection *connection,
                     const lf_report_row *row, lf_word word, GString *text)
{
    unsigned left = lf_report_side(connection, 0);
    char *frames = g_strdup_printf("%u", row->frames);
    char *first = g_strdup_printf("%u", row->frame);
    char *last = g_strdup_printf("%u", row->fold.last_frame);
    char *forth = g_strdup_printf("%" G_GUINT64_FORMAT, row->fold.octets[left]);
    char *back = g_strdup_printf("%" G_GUINT64_FORMAT, row->fold.octets[1 - left]);

    lf_phrase(text, content->language, word, "frames", frames, "first", first, "last", last, "left",
              lf_role_word(connection, 0, content->language), "right",
              lf_role_word(connection, 1, content->language), "forth", forth, "back", back, NULL);
    g_free(frames);
    g_free(first);
    g_free(last);
    g_free(forth);
    g_free(back);
}

/* The steps that a segment is: "2", "2, 3". */
static void put_steps(lf_table *table, const lf_verdict *v)
{
    GString *text = g_string_new(NULL);

    if (v->handshake_step != 0)
        g_string_append_printf(text, "%u", v->handshake_step);
    for (unsigned step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) != 0)
            g_string_append_printf(text, "%s%u", text->len == 0 ? "" : ", ", step);
    }
    put_cell(table, text);
}

static void put_expected_ack(lf_table *table, const lf_verdict *v)
{
    lf_text sum;

    if (v->ack_verdict == LF_ACK_NONE || !v->has_ack_expected) {
        lf_table_cell(table, NULL);
        return;
    }
    lf_text_start(&sum);
    if (v->ack_verdict == LF_ACK_MATCH)
        lf_explain_formula(v, &sum);
    if (sum.len > 0)
        lf_table_cell(table, sum.at);
    else
        lf_table_cellf(table, "%u", v->ack_expected);
}

static void add_seq_check(const lf_content *content, const lf_verdict *v, GString *text)
{
    static const lf_word words[LF_SEQ_COUNT] = {
        [LF_SEQ_RETRANSMISSION] = LF_W_RETRANSMISSION,
        [LF_SEQ_OVERLAP] = LF_W_OVERLAP,
        [LF_SEQ_GAP] = LF_W_GAP,
        [LF_SEQ_KEEP_ALIVE] = LF_W_KEEP_ALIVE_PROBE,
    };

    if (words[v->seq_verdict] != 0)
        g_string_append(text, lf_content_word(content, words[v->seq_verdict]));
}

static void add_ack_check(const lf_content *content, const lf_verdict *v, GString *text)
{
    static const lf_word words[LF_ACK_COUNT] = {
        [LF_ACK_LAGGING] = LF_W_ACK_LAGS,
        [LF_ACK_AHEAD] = LF_W_ACK_AHEAD,
        [LF_ACK_UNKNOWN] = LF_W_NOT_KNOWN,
    };
    uint32_t delta = v->ack_actual - v->ack_expected;
    char count[12];

    if (words[v->ack_verdict] == 0)
        return;
    g_snprintf(count, sizeof count, "%u", v->ack_verdict == LF_ACK_LAGGING ? 0 - delta : delta);
    if (text->len > 0)
        g_string_append(text, "; ");
    lf_phrase(text, content->language, words[v->ack_verdict], "count", count, NULL);
}

/* What says more about a segment than how its numbers differ; NULL: nothing does. */
static const char *special(const lf_content *content, const lf_verdict *v)
{
    static const lf_anomaly list[] = {LF_AN_CHALLENGE_ACK,     LF_AN_DUPLICATE_FRAME,
                                      LF_AN_ZERO_WINDOW_PROBE, LF_AN_KEEP_ALIVE_ANSWER,
                                      LF_AN_KEEP_ALIVE,        LF_AN_DUPLICATE_ACK};

    for (unsigned i = 0; i < G_N_ELEMENTS(list); i++) {
        if ((v->anomalies >> list[i] & 1) != 0)
            return lf_anomaly_text(false, list[i], content->language);
    }
    return NULL;
}

static bool is_checked(const lf_verdict *v)
{
    return (v->ack_verdict == LF_ACK_MATCH && v->has_ack_expected) ||
           (v->seq_verdict == LF_SEQ_MATCH && v->has_seq_expected);
}

/* A check mark where both numbers are as they should be; otherwise what is not. */
static void put_check(const lf_content *content, lf_table *table, const lf_verdict *v)
{
    const char *known = special(content, v);
    GString *text = g_string_new(NULL);

    if (known != NULL) {
        g_string_append(text, known);
    } else {
        add_seq_check(content, v, text);
        add_ack_check(content, v, text);
    }
    if (text->len == 0 && is_checked(v))
        g_string_append(text, "✓");
    put_cell(table, text);
}

static void put_state(const lf_content *content, lf_table *table, const lf_verdict *v, lf_role role)
{
    lf_state before = v->role == LF_ROLE_UNKNOWN ? LF_ST_UNKNOWN : v->before[role];
    lf_state after = lf_verdict_state(v, role);
    GString *text;

    if (before == after) {
        lf_table_cell(table, lf_state_name(after));
        return;
    }
    text = g_string_new(NULL);
    lf_phrase(text, content->language, LF_W_STATES, "before", lf_state_name(before), "after",
              lf_state_name(after), NULL);
    put_cell(table, text);
}

static void put_sentence(const lf_content *content, lf_table *table, const lf_verdict *v)
{
    lf_text sentence;

    lf_text_start(&sentence);
    lf_explain(v, content->language, &sentence);
    lf_table_cell(table, sentence.at);
}

static lf_tone tone_of(const lf_verdict *v)
{
    static const bool bad[LF_SEQ_COUNT] = {
        [LF_SEQ_RETRANSMISSION] = true, [LF_SEQ_OVERLAP] = true, [LF_SEQ_GAP] = true};

    return bad[v->seq_verdict] || v->ack_verdict == LF_ACK_AHEAD || v->phase == LF_PH_RESET
               ? LF_TONE_BAD
               : LF_TONE_PLAIN;
}

static void put_direction(const lf_content *content, lf_table *table, const lf_report_connection *c,
                          unsigned from)
{
    lf_table_cellf(table, "%s → %s", lf_role_word(c, from, content->language),
                   lf_role_word(c, 1 - from, content->language));
}

/* The steps, or what of HTTP is carried. */
static bool has_first_column(const lf_report_connection *c, lf_part part)
{
    return part != PART_TRANSFER || c->messages != NULL;
}

/* What the segment carries of HTTP. */
static void put_label(const lf_content *content, lf_table *table, const lf_report_connection *c,
                      const lf_report_row *row)
{
    GString *label = g_string_new(NULL);

    lf_report_label(content->report, c, row, label);
    put_cell(table, label);
}

static void add_segment(const lf_content *content, lf_table *table, const lf_report_connection *c,
                        const lf_report_row *row, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;
    GString *flags = g_string_new(NULL);

    lf_table_row(table, tone_of(v));
    if (part_of(v->phase) != PART_TRANSFER)
        put_steps(table, v);
    else if (has_first_column(c, PART_TRANSFER))
        put_label(content, table, c, row);
    lf_table_cellf(table, "%u", row->frame);
    put_seconds(table, row->time_ns);
    put_direction(content, table, c, segment->from);
    lf_phrase_flags(flags, v->flags);
    put_cell(table, flags);
    lf_table_cellf(table, "%u", v->seq_actual);
    lf_table_cellf(table, "%u", v->len);
    if (v->ack_verdict == LF_ACK_NONE)
        lf_table_cell(table, NULL);
    else
        lf_table_cellf(table, "%u", v->ack_actual);
    put_expected_ack(table, v);
    put_check(content, table, v);
    lf_table_cellf(table, "%u", row->one.window);
    put_state(content, table, v, LF_CLIENT);
    put_state(content, table, v, LF_SERVER);
    if (content->writer->sentences)
        put_sentence(content, table, v);
}

static void add_fold(const lf_content *content, lf_table *table, const lf_report_connection *c,
                     const lf_report_row *row)
{
    GString *text = g_string_new(NULL);

    lf_table_row(table, LF_TONE_FOLD);
    lf_content_fold(content, c, row, LF_W_FOLD, text);
    put_cell(table, text);
}

static void fill_columns(const lf_content *content, const lf_report_connection *c, lf_part part,
                         lf_column columns[COLUMNS])
{
    static const lf_word words[] = {
        LF_W_STEP, LF_W_FRAME, LF_W_TIME,         LF_W_DIRECTION, LF_W_FLAGS,  LF_W_SEQ,
        LF_W_LEN,  LF_W_ACK,   LF_W_ACK_EXPECTED, LF_W_CHECK,     LF_W_WINDOW,
    };
    static const bool right[] = {false, true, true,  false, false, true,
                                 true,  true, false, false, true};
    unsigned at = 0;

    for (; at < G_N_ELEMENTS(words); at++)
        columns[at] = (lf_column){lf_content_word(content, words[at]), right[at]};
    if (part == PART_TRANSFER)
        columns[0].title = lf_content_word(content, LF_W_CARRIES);
    columns[at++] = (lf_column){lf_role_word(c, 0, content->language), false};
    columns[at++] = (lf_column){lf_role_word(c, 1, content->language), false};
    columns[at] = (lf_column){lf_content_word(content, LF_W_MEANING), false};
}

/* The table of the rows of `part`; nothing where there are none. Returns whether there are. */
static bool add_part(const lf_content *content, const lf_report_connection *c, lf_part part,
                     const char *heading)
{
    lf_column columns[COLUMNS];
    lf_part now = PART_OPENING; /* of the line before */
    unsigned skip = has_first_column(c, part) ? 0 : 1;
    lf_table table;
    bool any;

    fill_columns(content, c, part, columns);
    lf_table_start(&table, NULL, columns + skip,
                   (content->writer->sentences ? COLUMNS : COLUMNS - 1) - skip);
    for (unsigned i = 0; i < c->rows->len; i++) {
        const lf_report_row *row = &g_array_index(c->rows, lf_report_row, i);
        lf_report_segment segment;

        if (row->frames > 1) {
            if (part == (now == PART_CLOSING ? PART_CLOSING : PART_TRANSFER))
                add_fold(content, &table, c, row);
            continue;
        }
        if (!lf_report_segment_of(content->report, c, row, &segment))
            continue;
        now = part_of(segment.verdict.phase);
        if (now == part)
            add_segment(content, &table, c, row, &segment);
    }
    any = lf_table_rows(&table) > 0;
    if (any) {
        content->writer->heading(content->out, 3, heading);
        content->writer->table(content->out, &table);
    }
    lf_table_free(&table);
    return any;
}

static void add_opening(const lf_content *content, const lf_report_connection *c,
                        const lf_verdict *last)
{
    GString *heading = g_string_new(NULL);

    lf_phrase(heading, content->language, LF_W_OPENING, "kind",
              lf_content_word(content, lf_word_of_opening(last->handshake_kind)), NULL);
    add_part(content, c, PART_OPENING, heading->str);
    g_string_free(heading, TRUE);
}

static void add_closing(const lf_content *content, const lf_report_connection *c,
                        const lf_verdict *last)
{
    bool known = last->teardown_initiator != LF_ROLE_UNKNOWN;
    unsigned aborter = lf_report_aborter(content->report, c);
    GString *heading = g_string_new(NULL);

    if (last->teardown_kind == LF_TD_RESET && aborter < 2) {
        bool after = known && (unsigned)last->teardown_initiator != aborter;

        lf_phrase(heading, content->language, after ? LF_W_CLOSING_RESET_AFTER : LF_W_CLOSING_RESET,
                  "who", lf_role_word(c, aborter, content->language), "peer",
                  lf_role_word(c, 1 - aborter, content->language), NULL);
        add_part(content, c, PART_CLOSING, heading->str);
        g_string_free(heading, TRUE);
        return;
    }
    lf_phrase(heading, content->language, known ? LF_W_CLOSING_BY : LF_W_CLOSING, "kind",
              lf_content_word(content, lf_word_of_closing(last->teardown_kind)), "who",
              lf_role_word(c, last->teardown_initiator == LF_SERVER ? 1 : 0, content->language),
              NULL);
    add_part(content, c, PART_CLOSING, heading->str);
    g_string_free(heading, TRUE);
}

static void add_pair(const lf_content *content, GString *text, lf_word word, uint32_t count,
                     uint32_t match)
{
    char all[12];
    char good[12];

    g_snprintf(all, sizeof all, "%u", count);
    g_snprintf(good, sizeof good, "%u", match);
    lf_phrase(text, content->language, word, "count", all, "match", good, NULL);
}

static void add_seq_others(const lf_content *content, const lf_report_connection *c, GString *text)
{
    static const lf_word words[LF_SEQ_COUNT] = {
        [LF_SEQ_UNKNOWN] = LF_W_NOT_KNOWN,
        [LF_SEQ_RETRANSMISSION] = LF_W_RETRANSMISSION,
        [LF_SEQ_OVERLAP] = LF_W_OVERLAP,
        [LF_SEQ_GAP] = LF_W_GAP,
        [LF_SEQ_KEEP_ALIVE] = LF_W_KEEP_ALIVE_PROBE,
    };

    for (unsigned i = 0; i < LF_SEQ_COUNT; i++) {
        char count[12];

        if (words[i] == 0 || c->seq[i] == 0)
            continue;
        g_snprintf(count, sizeof count, "%u", c->seq[i]);
        lf_phrase(text, content->language, LF_W_CHECK_SEQ_OTHER, "what",
                  lf_content_word(content, words[i]), "count", count, NULL);
    }
}

static void add_checks(const lf_content *content, const lf_report_connection *c)
{
    GString *text = g_string_new(NULL);
    uint32_t acks = 0;
    uint32_t seqs = 0;

    for (unsigned i = LF_ACK_UNKNOWN; i < LF_ACK_COUNT; i++)
        acks += c->ack[i];
    for (unsigned i = 0; i < LF_SEQ_COUNT; i++)
        seqs += c->seq[i];
    add_pair(content, text, LF_W_CHECK_ACK, acks, c->ack[LF_ACK_MATCH]);
    add_number(content, text, LF_W_CHECK_LAGGING, c->ack[LF_ACK_LAGGING]);
    add_number(content, text, LF_W_CHECK_AHEAD, c->ack[LF_ACK_AHEAD]);
    add_number(content, text, LF_W_CHECK_ACK_UNKNOWN, c->ack[LF_ACK_UNKNOWN]);
    add_number(content, text, LF_W_CHECK_DUPLICATE, c->duplicate_acks);
    add_pair(content, text, LF_W_CHECK_SEQ, seqs, c->seq[LF_SEQ_MATCH]);
    add_seq_others(content, c, text);
    g_string_append(text, lf_content_word(content, LF_W_FULL_STOP));
    content->writer->heading(content->out, 3, lf_content_word(content, LF_W_CHECKS));
    content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
    g_string_free(text, TRUE);
}

static void add_notes(const lf_content *content, const lf_report_connection *c)
{
    const lf_column columns[] = {
        {lf_content_word(content, LF_W_WHAT), false},
        {lf_content_word(content, LF_W_HOW_MANY), true},
        {lf_content_word(content, LF_W_FRAMES), false},
        {lf_content_word(content, LF_W_AUTHORITY), false},
    };
    lf_table table;

    if (c->notes == NULL)
        return;
    lf_table_start(&table, NULL, columns, G_N_ELEMENTS(columns));
    for (unsigned i = 0; i < c->notes->len; i++) {
        const lf_report_note *note = &g_array_index(c->notes, lf_report_note, i);
        GString *frames = g_string_new(NULL);

        lf_table_row(&table, LF_TONE_PLAIN);
        lf_table_cell(&table, lf_anomaly_text(note->http, note->id, content->language));
        lf_table_cellf(&table, "%u", note->count);
        lf_phrase_frames(frames, note, content->language);
        put_cell(&table, frames);
        lf_table_cell(&table, lf_anomaly_authority(note->http, note->id));
    }
    content->writer->heading(content->out, 3, lf_content_word(content, LF_W_UNUSUAL));
    content->writer->table(content->out, &table);
    lf_table_free(&table);
}

void lf_content_connection(const lf_content *content, const lf_report_connection *connection)
{
    char *title = lf_content_title(content, connection);
    lf_verdict last;

    lf_report_last(content->report, connection, &last);
    content->writer->heading(content->out, 2, title);
    add_facts(content, connection);
    add_opening(content, connection, &last);
    add_part(content, connection, PART_TRANSFER, lf_content_word(content, LF_W_TRANSFERRING));
    lf_content_exchanges(content, connection);
    add_closing(content, connection, &last);
    add_checks(content, connection);
    add_notes(content, connection);
    lf_content_ladder(content, connection);
    g_free(title);
}
