/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "endpoint.h"

/* 0 is LF_ST_UNKNOWN, which is also a legal target: store the target plus one. */
#define LF_TRANSITION(state, event, next, section, reason)                                         \
    [LF_ST_##state][LF_EV_##event] = LF_ST_##next + 1,

static const unsigned char next_state[LF_ST_COUNT][LF_EV_COUNT] = {
#include "../data/transitions.def"
};

lf_state lf_endpoint_next(lf_state state, lf_event event)
{
    unsigned char next = next_state[state][event];

    return next == 0 ? state : (lf_state)(next - 1);
}
