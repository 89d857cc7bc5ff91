/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gather: from the tap into a report.
 */
#ifndef LABFLOW_REPORT_GATHER_H
#define LABFLOW_REPORT_GATHER_H

#include <epan/packet.h>
#include <epan/tap.h>

#include "model.h"

typedef struct lf_gather {
    lf_report *report; /* NULL: no segment so far */
    bool filtered;
    bool by_stream; /* the filter just names `stream` */
    uint32_t stream;
} lf_gather;

/* Listens to the tap. Only connections with a frame that passes `filter` are shown then, whole;
 * NULL or
 * "": all. `packet` and `draw` are called as a tap listener's, with `owner`; `packet` is to call
 * lf_gather_add. Returns NULL, or what is wrong with the filter (to be freed). */
GString *lf_gather_listen(lf_gather *gather, void *owner, const char *filter, tap_packet_cb packet,
                          tap_reset_cb reset, tap_draw_cb draw, tap_finish_cb finish);

/* The segment that the tap hands over: `data` is an lf_tapped. */
void lf_gather_add(lf_gather *gather, packet_info *pinfo, const void *data);

/* The finished report, also of nothing at all. */
const lf_report *lf_gather_finish(lf_gather *gather);

/* Stops listening where lf_gather_listen began, and frees the report. */
void lf_gather_leave(lf_gather *gather, void *owner);
void lf_gather_reset(lf_gather *gather);

#endif
