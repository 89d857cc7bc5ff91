/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content.h"
#include "phrases.h"

static void add_opening(const lf_content *content, const lf_report_connection *c,
                        const GArray *segments, const lf_verdict *last)
{
    GString *heading = g_string_new(NULL);

    lf_phrase(heading, content->language, LF_W_OPENING, "kind",
              lf_content_word(content, lf_word_of_opening(last->handshake_kind)), NULL);
    lf_content_segments(content, c, segments, LF_PART_OPENING, heading->str);
    g_string_free(heading, TRUE);
}

static void add_closing(const lf_content *content, const lf_report_connection *c,
                        const GArray *segments, const lf_verdict *last)
{
    bool known = last->teardown_initiator != LF_ROLE_UNKNOWN;
    unsigned aborter = lf_report_aborter(content->report, c, last);
    GString *heading = g_string_new(NULL);

    if (aborter < 2) {
        bool after = known && (unsigned)last->teardown_initiator != aborter;

        lf_phrase(heading, content->language, after ? LF_W_CLOSING_RESET_AFTER : LF_W_CLOSING_RESET,
                  "who", lf_role_word(c, aborter, content->language), "peer",
                  lf_role_word(c, 1 - aborter, content->language), NULL);
        lf_content_segments(content, c, segments, LF_PART_CLOSING, heading->str);
        g_string_free(heading, TRUE);
        return;
    }
    lf_phrase(heading, content->language, known ? LF_W_CLOSING_BY : LF_W_CLOSING, "kind",
              lf_content_word(content, lf_word_of_closing(last->teardown_kind)), "who",
              lf_role_word(c, last->teardown_initiator == LF_SERVER ? 1 : 0, content->language),
              NULL);
    lf_content_segments(content, c, segments, LF_PART_CLOSING, heading->str);
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
    lf_phrase_count(text, content->language, LF_W_CHECK_LAGGING, c->ack[LF_ACK_LAGGING]);
    lf_phrase_count(text, content->language, LF_W_CHECK_AHEAD, c->ack[LF_ACK_AHEAD]);
    lf_phrase_count(text, content->language, LF_W_CHECK_ACK_UNKNOWN, c->ack[LF_ACK_UNKNOWN]);
    lf_phrase_count(text, content->language, LF_W_CHECK_DUPLICATE, c->duplicate_acks);
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
        lf_table_row(&table, LF_TONE_PLAIN);
        lf_table_cell(&table, lf_anomaly_text(note->http, note->id, content->language));
        lf_table_number(&table, note->count);
        lf_phrase_frames(lf_table_open(&table), note, content->language);
        lf_table_cell(&table, lf_anomaly_authority(note->http, note->id));
    }
    content->writer->heading(content->out, 3, lf_content_word(content, LF_W_UNUSUAL));
    content->writer->table(content->out, &table);
    lf_table_free(&table);
}

void lf_content_connection(const lf_content *content, const lf_report_connection *connection)
{
    char *title = lf_content_title(content, connection);
    GArray *exchanges = lf_report_exchanges(content->report, connection);
    GArray *segments = lf_report_segments(content->report, connection);
    lf_verdict last;

    lf_report_last(content->report, connection, &last);
    content->writer->heading(content->out, 2, title);
    lf_content_facts(content, connection, exchanges);
    add_opening(content, connection, segments, &last);
    lf_content_segments(content, connection, segments, LF_PART_TRANSFER,
                        lf_content_word(content, LF_W_TRANSFERRING));
    lf_content_exchanges(content, connection, exchanges);
    add_closing(content, connection, segments, &last);
    add_checks(content, connection);
    add_notes(content, connection);
    lf_content_ladder(content, connection, segments);
    g_array_free(exchanges, TRUE);
    g_array_free(segments, TRUE);
    g_free(title);
}
