/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tapped.h"

#include <epan/tap.h>

#include "told.h"

static int tap = -1;

static void queue(const lf_session *session, packet_info *pinfo, const lf_source_header *header,
                  unsigned index)
{
    const lf_told *told = lf_told_get(session->keep, pinfo, header, index);
    lf_tapped *tapped;

    if (told == NULL)
        return;
    tapped = wmem_new(pinfo->pool, lf_tapped);
    *tapped = (lf_tapped){
        .session = session,
        .header = header,
        .stream = told->stream,
        .record = told->record,
        .verdict = told->verdict,
    };
    tap_queue_packet(tap, pinfo, tapped);
}

bool lf_tapped_is_asked(void)
{
    return have_tap_listener(tap);
}

void lf_tapped_queue(const lf_session *session, packet_info *pinfo, const lf_source_header *headers,
                     unsigned count)
{
    if (!lf_tapped_is_asked())
        return;
    for (unsigned i = 0; i < count; i++)
        queue(session, pinfo, &headers[i], i);
}

void lf_tapped_register(void)
{
    tap = register_tap(LF_TAP);
}
