/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Demand: which fields anybody will look at.
 *
 * Usually the protocol tree tells. The exception is `tshark -T fields` before 4.6: it builds every
 * frame's tree as if all of it were to be printed, and only afterwards picks what -e names. An item
 * that nobody reads costs as much there as one of core's, and labflow has some thirty for a frame.
 * So there the names are taken from the command line; where it holds anything that could want more
 * (-z, another -T, clustered options), everything is made as usual.
 */
#ifndef LABFLOW_EPAN_DEMAND_H
#define LABFLOW_EPAN_DEMAND_H

#include <stdbool.h>

#include <epan/packet.h>

/* At the start of each file, once every field has been registered. */
void lf_demand_read(void);

/* Whether anything of the protocol `proto` will be looked at in `tree`; false for NULL. */
bool lf_demand_any(proto_tree *tree, int proto);

/* Whether the field `hf` will be. Text that costs something to make is made only then. */
bool lf_demand_for(proto_tree *tree, int hf);

/* Whether the tree as such is shown to somebody, not just fields out of it. */
bool lf_demand_whole(proto_tree *tree, int proto);

/* Whether expert items will be. */
bool lf_demand_experts(proto_tree *tree, int proto);

#endif
