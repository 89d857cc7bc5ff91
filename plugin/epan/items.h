/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Items: adding generated fields to a tree, each only where somebody asks for it.
 */
#ifndef LABFLOW_EPAN_ITEMS_H
#define LABFLOW_EPAN_ITEMS_H

#include "demand.h"

static inline void lf_item_generated(proto_item *item)
{
    proto_item_set_generated(item);
}

/* Nothing is added for an empty text. */
static inline void lf_item_add_text(proto_tree *tree, int hf, const char *text)
{
    if (text[0] != '\0' && lf_demand_for(tree, hf))
        lf_item_generated(proto_tree_add_string(tree, hf, NULL, 0, 0, text));
}

static inline void lf_item_add_number(proto_tree *tree, int hf, uint32_t number)
{
    if (lf_demand_for(tree, hf))
        lf_item_generated(proto_tree_add_uint(tree, hf, NULL, 0, 0, number));
}

static inline void lf_item_add_time(proto_tree *tree, int hf, int64_t ns)
{
    nstime_t time = {(time_t)(ns / 1000000000), (int)(ns % 1000000000)};

    if (lf_demand_for(tree, hf))
        lf_item_generated(proto_tree_add_time(tree, hf, NULL, 0, 0, &time));
}

#endif
