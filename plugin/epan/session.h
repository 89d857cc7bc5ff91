/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Session: what labflow knows about the file that is open. Every frame is analysed once, on its
 * first visit, for both protocols.
 */
#ifndef LABFLOW_EPAN_SESSION_H
#define LABFLOW_EPAN_SESSION_H

#include <epan/packet.h>

#include "../core/http/http.h"
#include "../core/keep.h"
#include "../core/language.h"
#include "../core/tracker.h"
#include "source.h"

/* What of the analysis anybody may look at. */
typedef struct lf_wants {
    bool any;
    bool http;      /* labflow.http, or what HTTP tells of why a connection closes */
    bool histories; /* conn.state and conn.history */
    bool later;     /* frames are looked at again */
} lf_wants;

typedef struct lf_session {
    lf_tracker *tracker;
    lf_keep *keep;
    lf_page *page; /* NULL where http is */
    lf_http *http; /* NULL while labflow.http is switched off */
    lf_language language;
} lf_session;

/* Once, from the registration and the hand-off routine. `proto_http` is labflow.http's. */
void lf_session_register(int proto_http);
void lf_session_handoff(void);

/* 0: no file is open. Otherwise another number each time a file is read, or read again. */
unsigned lf_session_number(void);

/* Whether it is still to be said what is wanted of the open file: before its first frame. */
bool lf_session_asks(void);

/* What is not wanted is not worked out, in this file. Before lf_session_visit. */
void lf_session_want(lf_wants wants);

/* Whether nothing is wanted. */
bool lf_session_is_idle(void);

/* The open file's session, and the TCP headers of the frame of `pinfo`, analysed. Once for each
 * dissection of a frame, with TCP headers or without. Returns how many; 0: there is nothing to
 * show. */
unsigned lf_session_visit(packet_info *pinfo, const lf_session **current,
                          const lf_source_header **headers);

#endif
