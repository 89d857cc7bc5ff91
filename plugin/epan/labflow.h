/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The post-dissector `labflow`: session -> present, for each TCP segment.
 */
#ifndef LABFLOW_EPAN_LABFLOW_H
#define LABFLOW_EPAN_LABFLOW_H

void lf_labflow_register(void);

#endif
