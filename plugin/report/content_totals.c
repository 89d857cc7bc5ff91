/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../core/names.h"
#include "content.h"
#include "phrases.h"
#include "totals.h"

typedef struct lf_totals_table {
    const lf_content *content;
    lf_table table;
} lf_totals_table;

static void add(lf_totals_table *to, lf_word group, const char *value, uint32_t count)
{
    if (count == 0)
        return;
    lf_table_row(&to->table, LF_TONE_PLAIN);
    lf_table_cell(&to->table, lf_content_word(to->content, group));
    lf_table_cell(&to->table, value);
    lf_table_number(&to->table, count);
}

static void add_states(lf_totals_table *to, const lf_totals *totals)
{
    for (unsigned i = 0; i < LF_CS_COUNT; i++) {
        char *value =
            g_strdup_printf("%s: %s", lf_conn_state_name((lf_conn_state)i),
                            lf_content_word(to->content, lf_word_of_state((lf_conn_state)i)));

        add(to, LF_W_BY_STATE, value, totals->state[i]);
        g_free(value);
    }
}

static void add_kinds(lf_totals_table *to, const lf_totals *totals)
{
    for (unsigned i = 0; i < LF_HS_COUNT; i++)
        add(to, LF_W_BY_OPENING,
            lf_content_word(to->content, lf_word_of_opening((lf_handshake_kind)i)),
            totals->opening[i]);
    for (unsigned i = 0; i < LF_TD_COUNT; i++)
        add(to, LF_W_BY_CLOSING,
            lf_content_word(to->content, lf_word_of_closing((lf_teardown_kind)i)),
            totals->closing[i]);
    add(to, LF_W_BY_INITIATOR, lf_content_word(to->content, LF_W_CLIENT),
        totals->initiator[LF_CLIENT]);
    add(to, LF_W_BY_INITIATOR, lf_content_word(to->content, LF_W_SERVER),
        totals->initiator[LF_SERVER]);
    for (unsigned i = LF_CLOSE_NONE + 1; i < LF_CLOSE_COUNT; i++)
        add(to, LF_W_BY_REASON, lf_close_reason_name((lf_close_reason)i), totals->reason[i]);
}

static void add_http(lf_totals_table *to, const lf_totals *totals)
{
    for (unsigned status = 1; status < LF_STATUS_MAX; status++) {
        char value[8];

        g_snprintf(value, sizeof value, "%u", status);
        add(to, LF_W_BY_STATUS, value, totals->status[status]);
    }
    for (unsigned i = LF_OUT_NONE + 1; i < LF_OUT_COUNT; i++)
        add(to, LF_W_BY_OUTCOME, lf_http_outcome_name((lf_http_outcome)i), totals->outcome[i]);
}

static void add_anomalies(lf_totals_table *to, const lf_totals *totals)
{
    const lf_language language = to->content->language;

    for (unsigned i = 0; i < LF_AN_COUNT; i++)
        add(to, LF_W_BY_ANOMALY, lf_anomaly_text(false, i, language), totals->tcp_anomalies[i]);
    for (unsigned i = 0; i < LF_HA_COUNT; i++)
        add(to, LF_W_BY_ANOMALY, lf_anomaly_text(true, i, language), totals->http_anomalies[i]);
}

void lf_content_totals(const lf_content *content)
{
    const lf_column columns[] = {
        {lf_content_word(content, LF_W_GROUP), false},
        {lf_content_word(content, LF_W_VALUE), false},
        {lf_content_word(content, LF_W_HOW_MANY), true},
    };
    lf_totals_table to = {.content = content};
    lf_totals *totals = g_new(lf_totals, 1);

    lf_totals_count(content->report, totals);
    lf_table_start(&to.table, NULL, columns, G_N_ELEMENTS(columns));
    add_states(&to, totals);
    add_kinds(&to, totals);
    add_http(&to, totals);
    add_anomalies(&to, totals);
    content->writer->heading(content->out, 2, lf_content_word(content, LF_W_TOTALS));
    content->writer->table(content->out, &to.table);
    lf_table_free(&to.table);
    g_free(totals);
}
