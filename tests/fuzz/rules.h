/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must hold of every verdict, whatever was sent: the rules of tests/golden/invariants.py, on
 * the core itself.
 */
#ifndef LABFLOW_TESTS_RULES_H
#define LABFLOW_TESTS_RULES_H

#include "traffic.h"
#include "verdict.h"

typedef struct judged {
    traffic_segment sent;
    lf_verdict verdict;
    uint32_t acked_in;
} judged;

/* Aborts where the last of `count` verdicts breaks a rule. */
void rules_check(const judged *all, uint32_t count);

/* Aborts where what is said of `verdict` is no sentence. */
void rules_check_words(const lf_verdict *verdict);

/* Aborts unless both are the same but for what `dir` means. */
void rules_check_same(const lf_verdict *one, const lf_verdict *two);

/* Aborts unless `kept` is what lf_keep_get gives of `one`; adds to it what the header holds. */
void rules_check_kept(const lf_verdict *one, lf_verdict *kept);

#endif
