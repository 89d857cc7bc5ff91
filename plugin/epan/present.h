/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Present: a verdict as Wireshark shows it. Nothing is computed here.
 */
#ifndef LABFLOW_EPAN_PRESENT_H
#define LABFLOW_EPAN_PRESENT_H

#include <stdbool.h>

#include <epan/packet.h>

#include "../core/language.h"
#include "../core/verdict.h"

typedef struct lf_shown {
    const lf_verdict *verdict;
    uint32_t stream;
    uint32_t seq_raw;
    uint32_t ack_raw;
    uint32_t acked_in; /* 0: not known (yet) */
    lf_language language;
} lf_shown;

void lf_present_register(int proto);

/* At the start of each file: by then every protocol has been registered. */
void lf_present_reset(void);

/* Whether anything in `tree` will be looked at; false for NULL. */
bool lf_present_is_wanted(proto_tree *tree);

/* Adds the annotation of one TCP segment to `tree`, which must not be NULL. Leaf fields are added
 * whether or not anything makes the subtree visible. */
void lf_present(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const lf_shown *shown);

#endif
