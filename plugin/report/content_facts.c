/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "content.h"
#include "phrases.h"

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
        lf_table_number(&table, end->segments);
        lf_table_number(&table, end->octets);
        lf_table_number(&table, end->on_wire);
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

void lf_content_facts(const lf_content *content, const lf_report_connection *c,
                      const GArray *exchanges)
{
    GString *text = g_string_new(NULL);
    bool unusual = lf_phrase_verdict(content->report, c, exchanges, text);

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
        lf_phrase_count(text, content->language, LF_W_CUT, c->cut);
    }
    content->writer->paragraph(content->out, LF_TONE_PLAIN, text->str);
    g_string_free(text, TRUE);
    add_ends(content, c);
}
