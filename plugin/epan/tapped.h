/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tapped: what labflow hands to taps (the report, the statistics, the flow graph): one packet of
 * the tap "labflow" for each TCP segment on which there is something to say.
 */
#ifndef LABFLOW_EPAN_TAPPED_H
#define LABFLOW_EPAN_TAPPED_H

#include <epan/packet.h>

#include "session.h"

#define LF_TAP "labflow"

typedef struct lf_tapped {
    const lf_session *session;
    const lf_source_header *header;
    uint32_t stream;
    uint32_t record;
    lf_verdict verdict; /* complete, `frame`, `flags` and `len` included */
} lf_tapped;

/* Once, from the registration routine. */
void lf_tapped_register(void);

/* Whether anybody listens. */
bool lf_tapped_is_asked(void);

/* Hands the `count` segments of the frame of `pinfo` to whoever listens. */
void lf_tapped_queue(const lf_session *session, packet_info *pinfo, const lf_source_header *headers,
                     unsigned count);

#endif
