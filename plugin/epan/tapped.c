/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tapped.h"

#include <epan/tap.h>

static int tap = -1;

static void queue(const lf_session *session, packet_info *pinfo, const lf_source_header *header,
                  uint32_t record)
{
    lf_tapped *tapped = wmem_new(pinfo->pool, lf_tapped);

    *tapped = (lf_tapped){.session = session, .header = header, .record = record};
    if (!lf_keep_get(session->keep, record, pinfo->num, &tapped->stream, &tapped->verdict))
        return;
    tapped->verdict.flags = header->segment.flags;
    tapped->verdict.len = header->segment.len;
    tap_queue_packet(tap, pinfo, tapped);
}

void lf_tapped_queue(const lf_session *session, packet_info *pinfo, const lf_source_header *headers,
                     unsigned count)
{
    if (!have_tap_listener(tap))
        return;
    for (unsigned i = 0; i < count; i++)
        queue(session, pinfo, &headers[i], lf_keep_find(session->keep, pinfo->num, i));
}

void lf_tapped_register(void)
{
    tap = register_tap(LF_TAP);
}
