/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The protocol `labflow.http`: session -> tree, for each HTTP message.
 */
#ifndef LABFLOW_EPAN_HTTP_H
#define LABFLOW_EPAN_HTTP_H

#include "session.h"

/* Returns the protocol's number. */
int lf_http_register(void);

/* Adds what is known of the messages in the `count` segments of the frame of `pinfo` to `tree`;
 * not where session->http is NULL. */
void lf_http_show(const lf_session *session, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
                  const lf_source_header *headers, unsigned count);

#endif
