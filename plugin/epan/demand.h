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

/* What was answered before, by field: where demand is final, that is the same for each frame.
 * Private to lf_demand_for. */
#define LF_DEMAND_ANSWERS 256
typedef struct lf_demand_answer {
    int hf;
    bool wanted;
} lf_demand_answer;
extern lf_demand_answer lf_demand_answers[LF_DEMAND_ANSWERS];
bool lf_demand_ask(proto_tree *tree, int hf);

/* Whether the field `hf` will be. Text that costs something to make is made only then. */
static inline bool lf_demand_for(proto_tree *tree, int hf)
{
    const lf_demand_answer *known = &lf_demand_answers[(unsigned)hf % LF_DEMAND_ANSWERS];

    return known->hf == hf ? known->wanted : lf_demand_ask(tree, hf);
}

/* Whether the tree as such is shown to somebody, not just fields out of it. */
bool lf_demand_whole(proto_tree *tree, int proto);

/* Whether nobody can look at a frame again once it was dissected: tshark, reading in one pass. What
 * the first frame's tree, the taps and the preferences do not ask for then, nobody will. */
bool lf_demand_is_final(void);

/* Whether expert items will be. */
bool lf_demand_experts(proto_tree *tree, int proto);

#endif
