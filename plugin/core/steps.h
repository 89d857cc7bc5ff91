/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a segment does, in two words: "handshake 1", "teardown 2,3", "transfer".
 */
#ifndef LABFLOW_CORE_STEPS_H
#define LABFLOW_CORE_STEPS_H

#include "text.h"
#include "verdict.h"

void lf_steps_add(const lf_verdict *verdict, lf_text *out);

#endif
