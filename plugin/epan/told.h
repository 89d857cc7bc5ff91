/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Told: what there is to say of each TCP header of the frame that is being dissected. On the first
 * visit that is what was just worked out; when the frame is looked at again, what was kept.
 */
#ifndef LABFLOW_EPAN_TOLD_H
#define LABFLOW_EPAN_TOLD_H

#include <epan/packet.h>

#include "../core/keep.h"
#include "../core/tracker.h"
#include "source.h"

typedef struct lf_told {
    uint32_t record;
    uint32_t stream;    /* LF_NO_STREAM: there is nothing to say */
    lf_verdict verdict; /* complete, `frame`, `flags` and `len` included */
} lf_told;

/* Of header number `index` of a frame on its first visit: to be filled. */
lf_told *lf_told_first(unsigned index);

/* Of header number `index` of the frame of `pinfo`; NULL: there is nothing to say. The caller may
 * write to it; it is valid until the next call for another frame, or for the same index. */
lf_told *lf_told_get(const lf_keep *keep, const packet_info *pinfo, const lf_source_header *header,
                     unsigned index);

#endif
