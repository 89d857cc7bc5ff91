/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <stddef.h>

/* names.def holds several lists; each table below takes the rows of its own. */
#define LF_PICK_role(e, s)
#define LF_PICK_state(e, s)
#define LF_PICK_phase(e, s)
#define LF_PICK_handshake_kind(e, s)
#define LF_PICK_teardown_kind(e, s)
#define LF_PICK_seq_verdict(e, s)
#define LF_PICK_ack_verdict(e, s)
#define LF_PICK_close_reason(e, s)
#define LF_PICK_conn_state(e, s)
#define LF_NAME(list, enumerator, text) LF_PICK_##list(enumerator, text)

#undef LF_PICK_role
#define LF_PICK_role(e, s) [e] = s,
static const char *const role_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_role
#define LF_PICK_role(e, s)

#undef LF_PICK_state
#define LF_PICK_state(e, s) [e] = s,
static const char *const state_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_state
#define LF_PICK_state(e, s)

#undef LF_PICK_phase
#define LF_PICK_phase(e, s) [e] = s,
static const char *const phase_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_phase
#define LF_PICK_phase(e, s)

#undef LF_PICK_handshake_kind
#define LF_PICK_handshake_kind(e, s) [e] = s,
static const char *const handshake_kind_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_handshake_kind
#define LF_PICK_handshake_kind(e, s)

#undef LF_PICK_teardown_kind
#define LF_PICK_teardown_kind(e, s) [e] = s,
static const char *const teardown_kind_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_teardown_kind
#define LF_PICK_teardown_kind(e, s)

#undef LF_PICK_seq_verdict
#define LF_PICK_seq_verdict(e, s) [e] = s,
static const char *const seq_verdict_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_seq_verdict
#define LF_PICK_seq_verdict(e, s)

#undef LF_PICK_ack_verdict
#define LF_PICK_ack_verdict(e, s) [e] = s,
static const char *const ack_verdict_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_ack_verdict
#define LF_PICK_ack_verdict(e, s)

#undef LF_PICK_close_reason
#define LF_PICK_close_reason(e, s) [e] = s,
static const char *const close_reason_names[] = {
#include "../data/names.def"
};
#undef LF_PICK_close_reason
#define LF_PICK_close_reason(e, s)

#undef LF_PICK_conn_state
#define LF_PICK_conn_state(e, s) [e] = s,
static const char *const conn_state_names[] = {
#include "../data/names.def"
};

/* An enumerator without a row in names.def would leave a NULL or a shorter table. */
_Static_assert(sizeof state_names / sizeof *state_names == LF_ST_COUNT, "names.def: state");
_Static_assert(sizeof phase_names / sizeof *phase_names == LF_PH_COUNT, "names.def: phase");
_Static_assert(sizeof handshake_kind_names / sizeof(char *) == LF_HS_COUNT, "names.def: handshake");
_Static_assert(sizeof teardown_kind_names / sizeof(char *) == LF_TD_COUNT, "names.def: teardown");
_Static_assert(sizeof seq_verdict_names / sizeof(char *) == LF_SEQ_COUNT, "names.def: seq");
_Static_assert(sizeof ack_verdict_names / sizeof(char *) == LF_ACK_COUNT, "names.def: ack");
_Static_assert(sizeof close_reason_names / sizeof(char *) == LF_CLOSE_COUNT, "names.def: close");
_Static_assert(sizeof conn_state_names / sizeof(char *) == LF_CS_COUNT, "names.def: conn_state");

const char *lf_role_name(lf_role role)
{
    return role_names[role];
}

const char *lf_state_name(lf_state state)
{
    return state_names[state];
}

const char *lf_phase_name(lf_phase phase)
{
    return phase_names[phase];
}

const char *lf_handshake_kind_name(lf_handshake_kind kind)
{
    return handshake_kind_names[kind];
}

const char *lf_teardown_kind_name(lf_teardown_kind kind)
{
    return teardown_kind_names[kind];
}

const char *lf_seq_verdict_name(lf_seq_verdict verdict)
{
    return seq_verdict_names[verdict];
}

const char *lf_ack_verdict_name(lf_ack_verdict verdict)
{
    return ack_verdict_names[verdict];
}

const char *lf_close_reason_name(lf_close_reason reason)
{
    return close_reason_names[reason];
}

const char *lf_conn_state_name(lf_conn_state state)
{
    return conn_state_names[state];
}
