/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistics by way of the tap: for `tshark -z labflow,stats` and for the windows.
 */
#ifndef LABFLOW_REPORT_STATS_TAP_H
#define LABFLOW_REPORT_STATS_TAP_H

#include <epan/tap.h>

#include "stats.h"

typedef struct lf_stats_tap lf_stats_tap;

/* Adds `-z labflow,stats`. Once. */
void lf_stats_tap_register(void);

lf_stats_tap *lf_stats_tap_new(void);
void lf_stats_tap_free(lf_stats_tap *tap);

/* From now on the frames that are read count; of connections of which no frame passes `filter`,
 * which may be NULL, nothing does. `draw` and `finish` are the tap's, called with `tap`. Returns an
 * error, to be freed, or NULL. */
GString *lf_stats_tap_listen(lf_stats_tap *tap, const char *filter, tap_draw_cb draw,
                             tap_finish_cb finish);
void lf_stats_tap_stop(lf_stats_tap *tap);

/* What was counted, once every frame has been read. */
const lf_stats *lf_stats_tap_result(lf_stats_tap *tap);
lf_language lf_stats_tap_language(const lf_stats_tap *tap);

#endif
