/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Present: a verdict as Wireshark shows it. Nothing is computed here.
 */
#ifndef LABFLOW_EPAN_PRESENT_H
#define LABFLOW_EPAN_PRESENT_H

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

/* Adds the annotation of one TCP segment to `tree`, which must not be NULL. A leaf field is added
 * when somebody asks for it, whether or not anything makes the subtree visible. */
void lf_present(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const lf_shown *shown);

#endif
