/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows: which segments of a connection get a line of their own. Private to the model.
 */
#ifndef LABFLOW_REPORT_ROWS_H
#define LABFLOW_REPORT_ROWS_H

#include "model.h"

/* How much a line is worth. */
typedef enum lf_weight {
    LF_WEIGHT_PLAIN, /* data as expected, and its ACKs */
    LF_WEIGHT_KEY,   /* a message begins or ends, or something is not as expected */
    LF_WEIGHT_STEP,  /* handshake, teardown, reset */
} lf_weight;

/* Of a small connection every segment gets its line. Of a larger one plain ones are folded, except
 * the two before a line that counts more: the numbers that this one goes on from. */
void lf_rows_add(lf_report_connection *connection, const lf_report_row *row, lf_weight weight);

/* No more come. */
void lf_rows_finish(lf_report_connection *connection);

#endif
