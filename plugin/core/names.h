/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The contract's words for the enumerators of verdict.h (plugin/data/names.def).
 */
#ifndef LABFLOW_CORE_NAMES_H
#define LABFLOW_CORE_NAMES_H

#include "verdict.h"

/* Each returns a static string; "" for the enumerator that means "absent", NULL never. */
const char *lf_role_name(lf_role role);
const char *lf_state_name(lf_state state);
const char *lf_phase_name(lf_phase phase);
const char *lf_handshake_kind_name(lf_handshake_kind kind);
const char *lf_teardown_kind_name(lf_teardown_kind kind);
const char *lf_seq_verdict_name(lf_seq_verdict verdict);
const char *lf_ack_verdict_name(lf_ack_verdict verdict);
const char *lf_close_reason_name(lf_close_reason reason);
const char *lf_conn_state_name(lf_conn_state state);

#endif
