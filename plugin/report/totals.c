/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "totals.h"

#include <string.h>

static void count_exchange(const lf_report_exchange *exchange, lf_totals *totals)
{
    const lf_message *response = &exchange->response;

    if (exchange->unanswered)
        totals->outcome[LF_OUT_UNANSWERED]++;
    if (!exchange->has_response || response->phase == LF_HP_UPGRADED)
        return;
    totals->outcome[response->outcome]++;
    if (response->status < LF_STATUS_MAX)
        totals->status[response->status]++;
}

static void count_notes(const lf_report_connection *c, lf_totals *totals)
{
    for (unsigned i = 0; c->notes != NULL && i < c->notes->len; i++) {
        const lf_report_note *note = &g_array_index(c->notes, lf_report_note, i);
        uint32_t *counts = note->http ? totals->http_anomalies : totals->tcp_anomalies;

        counts[note->id]++;
    }
}

static void count_connection(const lf_report *report, const lf_report_connection *c,
                             lf_totals *totals)
{
    GArray *exchanges = lf_report_exchanges(report, c);
    lf_verdict last;

    lf_report_last(report, c, &last);
    totals->connections++;
    totals->state[last.conn_state]++;
    totals->opening[last.handshake_kind]++;
    totals->closing[last.teardown_kind]++;
    totals->reason[last.close_reason]++;
    if (last.teardown_kind != LF_TD_NONE)
        totals->initiator[last.teardown_initiator]++;
    count_notes(c, totals);
    for (unsigned i = 0; i < exchanges->len; i++)
        count_exchange(lf_report_exchange_at(exchanges, i), totals);
    g_array_free(exchanges, TRUE);
}

void lf_totals_count(const lf_report *report, lf_totals *totals)
{
    memset(totals, 0, sizeof *totals);
    for (unsigned at = 0; at < report->connections->len; at++) {
        const lf_report_connection *c = lf_report_at(report, at);

        if (c != NULL)
            count_connection(report, c, totals);
    }
}
