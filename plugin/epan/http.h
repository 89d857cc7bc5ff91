/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The post-dissector `labflow.http`: session -> present, for each HTTP message.
 */
#ifndef LABFLOW_EPAN_HTTP_H
#define LABFLOW_EPAN_HTTP_H

/* Returns the protocol's number. */
int lf_http_register(void);

#endif
