/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Streams: which of core's TCP streams a segment belongs to.
 */
#ifndef LABFLOW_EPAN_STREAMS_H
#define LABFLOW_EPAN_STREAMS_H

#include <epan/conversation.h>
#include <epan/packet.h>

#include "source.h"

/* Once, from the protocol's hand-off routine. */
void lf_streams_handoff(void);

/* At the start and at the end of each file; what is kept lives in `scope`. */
void lf_streams_open(wmem_allocator_t *scope);
void lf_streams_close(void);

/* Core's conversation of a header in the frame of `pinfo`, found as core finds it; NULL: none. */
conversation_t *lf_streams_conversation(packet_info *pinfo, const lf_source_header *header);

/* The stream of a header that the frame of `pinfo`, dissected for the first time, holds;
 * LF_NO_STREAM: core has none. `*known`: it was found before for sure. */
uint32_t lf_streams_find(packet_info *pinfo, const lf_source_header *header, bool *known);

/* The stream that used the addresses and ports of `stream` before; LF_NO_STREAM: none did. Once for
 * each stream, at its first segment. */
uint32_t lf_streams_previous(const lf_source_header *header, uint32_t stream);

#endif
