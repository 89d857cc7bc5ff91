/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Expert info: one filterable item for each row of plugin/data/anomalies.def and of
 * http_anomalies.def.
 */
#ifndef LABFLOW_EPAN_EXPERTS_H
#define LABFLOW_EPAN_EXPERTS_H

#include <epan/packet.h>

#include "../core/language.h"

/* Registers the expert fields of the protocol `proto`. */
void lf_experts_register(int proto);
void lf_experts_register_http(int proto);

/* Adds an item for each bit of `anomalies` (LF_AN_BIT()s) below `item`. */
void lf_experts_add(packet_info *pinfo, proto_item *item, uint64_t anomalies, lf_language language);

/* The same for LF_HA_BIT()s. */
void lf_experts_add_http(packet_info *pinfo, proto_item *item, uint32_t anomalies,
                         lf_language language);

#endif
