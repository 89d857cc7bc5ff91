/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The protocol `labflow`: session -> present, for each TCP segment.
 */
#ifndef LABFLOW_EPAN_LABFLOW_H
#define LABFLOW_EPAN_LABFLOW_H

#include "session.h"

/* Returns the protocol's number. */
int lf_labflow_register(void);

/* Adds what is known of the `count` segments of the frame of `pinfo` to `tree`. */
void lf_labflow_show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                     const lf_source_header *headers, unsigned count);

/* Puts what the `count` segments do in front of the Info column. */
void lf_labflow_summarise(const lf_session *session, packet_info *pinfo,
                          const lf_source_header *headers, unsigned count);

#endif
