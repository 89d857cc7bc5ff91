/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Talk: what two ends say to each other on one connection, through the tracker and the reader of
 * HTTP, with what must hold of every message.
 */
#ifndef LABFLOW_TESTS_TALK_H
#define LABFLOW_TESTS_TALK_H

#include <wsutil/wmem/wmem.h>

#include "http/http.h"
#include "tracker.h"

#define TALK_MANY 2000 /* segments of one talk */

/* What was to be seen of a frame when it was read. */
typedef struct talk_frame {
    uint32_t end;   /* sequence number behind its payload */
    uint32_t notes; /* LF_HA_BIT()s */
    uint32_t done;  /* messages that are complete in it, and all that is said of them, as a hash */
    uint32_t said;
} talk_frame;

typedef struct talk {
    wmem_allocator_t *scope;
    lf_tracker *tracker;
    lf_http *http;
    lf_page *page;
    lf_segment next[2]; /* the following segment of each end, as far as it is known */
    talk_frame *frames; /* by number */
    uint32_t count;
    int64_t time_ns;
    lf_http_found found;
} talk;

void talk_start(talk *t, wmem_allocator_t *scope);
void talk_shake_hands(talk *t);

/* One segment of `dir` with these octets, the first `captured` of which are in the capture, sent at
 * `seq`; the caller moves t->next. False: there is no room for more. */
bool talk_send(talk *t, const lf_segment *segment, const uint8_t *octets, uint32_t captured);

/* The next octets of `dir` in order, with everything acknowledged that came from the other end. */
bool talk_say(talk *t, uint8_t dir, uint8_t flags, const uint8_t *octets, uint32_t len);

/* Both ends send their FIN and acknowledge the other's. */
void talk_close(talk *t);

/* Aborts where something of the whole talk breaks a rule. */
void talk_check(const talk *t);

/* Nobody sends what is no HTTP: all that is said can be followed, however it was cut. */
bool talk_keeps_thread(const talk *t);

/* The messages in order of their end, a line each: what does not depend on how it was cut. It ends
 * where somebody sends what is no HTTP; `paired`: with what answers what, which is known later. */
char *talk_transcript(const talk *t, bool paired);

#endif
