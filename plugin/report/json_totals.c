/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_parts.h"

#include "../core/names.h"
#include "words.h"

/* An object with the counts that are not 0. What has no name stands for "none", and is left out. */
#define WRITE_COUNTS(dumper, name, counts, name_of, type)                                          \
    do {                                                                                           \
        lf_json_open(dumper, name);                                                                \
        for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++) {                                      \
            const char *what = name_of((type)i);                                                   \
                                                                                                   \
            if (what[0] != '\0')                                                                   \
                lf_json_positive(dumper, what, (counts)[i]);                                       \
        }                                                                                          \
        json_dumper_end_object(dumper);                                                            \
    } while (0)

static void write_connections(json_dumper *dumper, const lf_json_totals *totals)
{
    lf_json_open(dumper, "connections");
    WRITE_COUNTS(dumper, "state", totals->states, lf_conn_state_name, lf_conn_state);
    WRITE_COUNTS(dumper, "handshake", totals->handshakes, lf_handshake_kind_name,
                 lf_handshake_kind);
    WRITE_COUNTS(dumper, "teardown", totals->teardowns, lf_teardown_kind_name, lf_teardown_kind);
    WRITE_COUNTS(dumper, "initiator", totals->initiators, lf_role_name, lf_role);
    WRITE_COUNTS(dumper, "close_reason", totals->reasons, lf_close_reason_name, lf_close_reason);
    json_dumper_end_object(dumper);
}

static void write_statuses(json_dumper *dumper, const lf_json_totals *totals)
{
    lf_json_open(dumper, "status");
    for (unsigned status = 1; status < LF_STATUS_COUNT; status++) {
        char name[sizeof "4294967295"];

        g_snprintf(name, sizeof name, "%u", status);
        lf_json_positive(dumper, name, totals->statuses[status]);
    }
    json_dumper_end_object(dumper);
}

static void write_http(json_dumper *dumper, const lf_json_totals *totals)
{
    lf_json_open(dumper, "http");
    lf_json_number(dumper, "exchanges", totals->exchanges);
    write_statuses(dumper, totals);
    WRITE_COUNTS(dumper, "outcome", totals->outcomes, lf_http_outcome_name, lf_http_outcome);
    json_dumper_end_object(dumper);
}

static void write_anomaly_counts(json_dumper *dumper, bool http, const uint64_t *counts,
                                 unsigned count)
{
    for (unsigned id = 0; id < count; id++) {
        char *name = g_strconcat("labflow.expert.", lf_anomaly_name(http, id), NULL);

        lf_json_positive(dumper, name, counts[id]);
        g_free(name);
    }
}

void lf_json_write_totals(json_dumper *dumper, const lf_json_totals *totals)
{
    lf_json_open(dumper, "totals");
    write_connections(dumper, totals);
    write_http(dumper, totals);
    lf_json_open(dumper, "anomalies");
    write_anomaly_counts(dumper, false, totals->anomalies, LF_AN_COUNT);
    write_anomaly_counts(dumper, true, totals->http_anomalies, LF_HA_COUNT);
    json_dumper_end_object(dumper);
    json_dumper_end_object(dumper);
}
