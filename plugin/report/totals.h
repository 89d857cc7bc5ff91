/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Totals: how many connections and messages of the report came out which way.
 */
#ifndef LABFLOW_REPORT_TOTALS_H
#define LABFLOW_REPORT_TOTALS_H

#include "model.h"

#define LF_STATUS_MAX 1000

typedef struct lf_totals {
    uint32_t connections;
    uint32_t state[LF_CS_COUNT];
    uint32_t opening[LF_HS_COUNT];
    uint32_t closing[LF_TD_COUNT];
    uint32_t initiator[3]; /* by lf_role; of the connections that somebody began to close */
    uint32_t reason[LF_CLOSE_COUNT];
    uint32_t status[LF_STATUS_MAX];      /* of final responses; [0]: HTTP/0.9, which has none */
    uint32_t outcome[LF_OUT_COUNT];      /* of exchanges */
    uint32_t tcp_anomalies[LF_AN_COUNT]; /* connections that show it */
    uint32_t http_anomalies[LF_HA_COUNT];
} lf_totals;

/* Counts the connections that `report`, finished, shows. */
void lf_totals_count(const lf_report *report, lf_totals *totals);

#endif
