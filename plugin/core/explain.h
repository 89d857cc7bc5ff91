/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One sentence for a reader: what this segment does, with its own numbers.
 */
#ifndef LABFLOW_CORE_EXPLAIN_H
#define LABFLOW_CORE_EXPLAIN_H

#include <stdbool.h>

#include "language.h"
#include "text.h"
#include "verdict.h"

/* Appends the sentence on `verdict` (UTF-8, no line break) to `out`. */
void lf_explain(const lf_verdict *verdict, lf_language language, lf_text *out);

/* Appends `763 = 1 + 762 (seq + len of frame 1573)` to `out`; nothing where there is no sum. */
void lf_explain_formula(const lf_verdict *verdict, lf_text *out);

/* Appends `client ESTABLISHED -> FIN-WAIT-1` for the end `slot` (0 client, 1 server) to `out`.
 * Returns false, and appends nothing, where that end's state did not change. */
bool lf_explain_transition(const lf_verdict *verdict, unsigned slot, lf_text *out);

#endif
