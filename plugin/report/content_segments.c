/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables of segments: what lab reports copy by hand from Wireshark's columns.
 */
#include "../core/explain.h"
#include "../core/names.h"
#include "append.h"
#include "content.h"
#include "phrases.h"

#define COLUMNS 14

static lf_content_part part_of(lf_phase phase)
{
    static const lf_content_part parts[LF_PH_COUNT] = {
        [LF_PH_HANDSHAKE] = LF_PART_OPENING, [LF_PH_TRANSFER] = LF_PART_TRANSFER,
        [LF_PH_TEARDOWN] = LF_PART_CLOSING,  [LF_PH_RESET] = LF_PART_CLOSING,
        [LF_PH_CLOSED] = LF_PART_CLOSING,
    };

    return parts[phase];
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
    GString *text = lf_table_open(table);
    bool first = v->handshake_step == 0;

    if (v->handshake_step != 0)
        lf_append_number(text, v->handshake_step);
    for (unsigned step = 1; step <= 4; step++) {
        if ((v->teardown_steps & (1u << step)) == 0)
            continue;
        if (!first)
            g_string_append(text, ", ");
        lf_append_number(text, step);
        first = false;
    }
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
        lf_table_number(table, v->ack_expected);
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

/* `more`: something stands before it. */
static void add_ack_check(const lf_content *content, const lf_verdict *v, bool more, GString *text)
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
    if (more)
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
    GString *text = lf_table_open(table);
    size_t begin = text->len;

    if (known != NULL) {
        g_string_append(text, known);
    } else {
        add_seq_check(content, v, text);
        add_ack_check(content, v, text->len > begin, text);
    }
    if (text->len == begin && is_checked(v))
        g_string_append(text, "✓");
}

static void put_state(const lf_content *content, lf_table *table, const lf_verdict *v, lf_role role)
{
    lf_state before = v->role == LF_ROLE_UNKNOWN ? LF_ST_UNKNOWN : v->before[role];
    lf_state after = lf_verdict_state(v, role);

    if (before == after)
        lf_table_cell(table, lf_state_name(after));
    else
        lf_phrase(lf_table_open(table), content->language, LF_W_STATES, "before",
                  lf_state_name(before), "after", lf_state_name(after), NULL);
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
    return lf_content_is_unexpected(v) || v->phase == LF_PH_RESET ? LF_TONE_BAD : LF_TONE_PLAIN;
}

static void put_direction(const lf_content *content, lf_table *table, const lf_report_connection *c,
                          unsigned from)
{
    GString *text = lf_table_open(table);

    g_string_append(text, lf_role_word(c, from, content->language));
    g_string_append(text, " → ");
    g_string_append(text, lf_role_word(c, 1 - from, content->language));
}

/* The steps, or what of HTTP is carried. */
static bool has_first_column(const lf_report_connection *c, lf_content_part part)
{
    return part != LF_PART_TRANSFER || c->messages != NULL;
}

static void add_segment(const lf_content *content, lf_table *table, const lf_report_connection *c,
                        const lf_report_row *row, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;

    lf_table_row(table, tone_of(v));
    if (part_of(v->phase) != LF_PART_TRANSFER)
        put_steps(table, v);
    else if (has_first_column(c, LF_PART_TRANSFER))
        lf_report_label(content->report, c, row, lf_table_open(table));
    lf_table_number(table, row->frame);
    lf_phrase_seconds(lf_table_open(table), row->time_ns);
    put_direction(content, table, c, segment->from);
    lf_phrase_flags(lf_table_open(table), v->flags);
    lf_table_number(table, v->seq_actual);
    lf_table_number(table, v->len);
    if (v->ack_verdict == LF_ACK_NONE)
        lf_table_cell(table, NULL);
    else
        lf_table_number(table, v->ack_actual);
    put_expected_ack(table, v);
    put_check(content, table, v);
    lf_table_number(table, row->one.window);
    put_state(content, table, v, LF_CLIENT);
    put_state(content, table, v, LF_SERVER);
    if (content->writer->sentences)
        put_sentence(content, table, v);
}

static void add_fold(const lf_content *content, lf_table *table, const lf_report_connection *c,
                     const lf_report_row *row)
{
    lf_table_row(table, LF_TONE_FOLD);
    lf_content_fold(content, c, row, LF_W_FOLD, lf_table_open(table));
}

static void fill_columns(const lf_content *content, const lf_report_connection *c,
                         lf_content_part part, lf_column columns[COLUMNS])
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
    if (part == LF_PART_TRANSFER)
        columns[0].title = lf_content_word(content, LF_W_CARRIES);
    columns[at++] = (lf_column){lf_role_word(c, 0, content->language), false};
    columns[at++] = (lf_column){lf_role_word(c, 1, content->language), false};
    columns[at] = (lf_column){lf_content_word(content, LF_W_MEANING), false};
}

/* The table of the rows of `part`; nothing where there are none. Returns whether there are. */
bool lf_content_segments(const lf_content *content, const lf_report_connection *c,
                         const GArray *segments, lf_content_part part, const char *heading)
{
    lf_column columns[COLUMNS];
    lf_content_part now = LF_PART_OPENING; /* of the line before */
    unsigned skip = has_first_column(c, part) ? 0 : 1;
    lf_table table;
    bool any;

    fill_columns(content, c, part, columns);
    lf_table_start(&table, NULL, columns + skip,
                   (content->writer->sentences ? COLUMNS : COLUMNS - 1) - skip);
    for (unsigned i = 0; i < c->rows->len; i++) {
        const lf_report_row *row = &g_array_index(c->rows, lf_report_row, i);
        const lf_report_segment *segment = lf_report_segment_at(segments, i);

        if (row->frames > 1) {
            if (part == (now == LF_PART_CLOSING ? LF_PART_CLOSING : LF_PART_TRANSFER))
                add_fold(content, &table, c, row);
            continue;
        }
        if (segment == NULL)
            continue;
        now = part_of(segment->verdict.phase);
        if (now == part)
            add_segment(content, &table, c, row, segment);
    }
    any = lf_table_rows(&table) > 0;
    if (any) {
        content->writer->heading(content->out, 3, heading);
        content->writer->table(content->out, &table);
    }
    lf_table_free(&table);
    return any;
}
