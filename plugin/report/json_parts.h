/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The parts of the report as JSON, between json.c and the files that write them.
 */
#ifndef LABFLOW_REPORT_JSON_PARTS_H
#define LABFLOW_REPORT_JSON_PARTS_H

#include "json_out.h"
#include "model.h"

#define LF_STATUS_COUNT 1000 /* a status code has three digits */

/* What the connections that were written add up to. */
typedef struct lf_json_totals {
    uint32_t states[LF_CS_COUNT];
    uint32_t handshakes[LF_HS_COUNT];
    uint32_t teardowns[LF_TD_COUNT];
    uint32_t initiators[LF_ROLE_UNKNOWN]; /* by lf_role */
    uint32_t reasons[LF_CLOSE_COUNT];
    uint32_t exchanges;
    uint32_t statuses[LF_STATUS_COUNT];
    uint32_t outcomes[LF_OUT_COUNT];
    uint64_t anomalies[LF_AN_COUNT];
    uint64_t http_anomalies[LF_HA_COUNT];
} lf_json_totals;

/* One connection on its way out. */
typedef struct lf_json_connection {
    json_dumper *dumper;
    const lf_report *report;
    const lf_report_connection *connection;
    lf_json_totals *totals;
    const char *host; /* that the first request names; "": none */
} lf_json_connection;

/* "client" and "server"; "first" and "second" while nobody knows which end is which. */
const char *lf_json_end_name(const lf_report_connection *connection, unsigned side);

/* json_connection.c: the connection as an object; adds it to the totals. */
void lf_json_write_connection(json_dumper *dumper, const lf_report *report,
                              const lf_report_connection *connection, lf_json_totals *totals);

/* json_segment.c: the parts of a connection that hold its segments. */
typedef enum lf_json_part { LF_JSON_HANDSHAKE, LF_JSON_TRANSFER, LF_JSON_TEARDOWN } lf_json_part;

/* An array `segments` with the lines that belong to `part`. */
void lf_json_write_segments(const lf_json_connection *out, lf_json_part part);

/* json_http.c: an array `http`; nothing where there is no exchange. */
void lf_json_write_exchanges(lf_json_connection *out);

/* json_totals.c: an object `totals`. */
void lf_json_write_totals(json_dumper *dumper, const lf_json_totals *totals);

#endif
