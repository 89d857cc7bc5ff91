/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message.h"

/* http_names.def holds several lists; each table below takes the rows of its own. */
#define LF_PICK_phase(e, s)
#define LF_PICK_persistence(e, s)
#define LF_PICK_outcome(e, s)
#define LF_PICK_validator(e, s)
#define LF_NAME(list, enumerator, text) LF_PICK_##list(enumerator, text)

#undef LF_PICK_phase
#define LF_PICK_phase(e, s) [e] = s,
static const char *const phase_names[] = {
#include "../../data/http_names.def"
};
#undef LF_PICK_phase
#define LF_PICK_phase(e, s)

#undef LF_PICK_persistence
#define LF_PICK_persistence(e, s) [e] = s,
static const char *const persistence_names[] = {
#include "../../data/http_names.def"
};
#undef LF_PICK_persistence
#define LF_PICK_persistence(e, s)

#undef LF_PICK_outcome
#define LF_PICK_outcome(e, s) [e] = s,
static const char *const outcome_names[] = {
#include "../../data/http_names.def"
};
#undef LF_PICK_outcome
#define LF_PICK_outcome(e, s)

#undef LF_PICK_validator
#define LF_PICK_validator(e, s) [e] = s,
static const char *const validator_names[] = {
#include "../../data/http_names.def"
};

/* An enumerator without a row in http_names.def would leave a NULL or a shorter table. */
_Static_assert(sizeof phase_names / sizeof *phase_names == LF_HP_COUNT, "http_names.def");
_Static_assert(sizeof persistence_names / sizeof(char *) == LF_PERSIST_COUNT, "http_names.def");
_Static_assert(sizeof outcome_names / sizeof *outcome_names == LF_OUT_COUNT, "http_names.def");
_Static_assert(sizeof validator_names / sizeof(char *) == LF_VALID_COUNT, "http_names.def");

const char *lf_http_phase_name(lf_http_phase phase)
{
    return phase_names[phase];
}

const char *lf_http_persistence_name(lf_http_persistence persistence)
{
    return persistence_names[persistence];
}

const char *lf_http_outcome_name(lf_http_outcome outcome)
{
    return outcome_names[outcome];
}

const char *lf_http_validator_name(lf_http_validator validator)
{
    return validator_names[validator];
}
