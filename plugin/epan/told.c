/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

static lf_told told[LF_SOURCE_MAX];

lf_told *lf_told_first(unsigned index)
{
    return &told[index];
}

lf_told *lf_told_get(const lf_keep *keep, const packet_info *pinfo, const lf_source_header *header,
                     unsigned index)
{
    lf_told *at = &told[index];

    if (!pinfo->fd->visited)
        return at->stream == LF_NO_STREAM ? NULL : at;
    at->record = lf_keep_find(keep, pinfo->num, index);
    if (!lf_keep_get(keep, at->record, pinfo->num, &at->stream, &at->verdict))
        return NULL;
    at->verdict.flags = header->segment.flags;
    at->verdict.len = header->segment.len;
    return at;
}
