/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `tshark -q -z labflow,report[,FORMAT][,FILTER]`.
 */
#ifndef LABFLOW_REPORT_TAP_H
#define LABFLOW_REPORT_TAP_H

/* Once, from the registration routine. */
void lf_report_tap_register(void);

#endif
