/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Flow: labflow's place in Statistics > Flow Graph and in `tshark -z flow,labflow,network`.
 */
#ifndef LABFLOW_EPAN_FLOW_H
#define LABFLOW_EPAN_FLOW_H

/* Once, from the registration routine; `proto` is labflow's. */
void lf_flow_register(int proto);

#endif
