/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The post-dissector `labflow`: source -> track -> keep -> present, once for each frame.
 */
#ifndef LABFLOW_EPAN_LABFLOW_H
#define LABFLOW_EPAN_LABFLOW_H

void lf_labflow_register(void);
void lf_labflow_handoff(void);

#endif
