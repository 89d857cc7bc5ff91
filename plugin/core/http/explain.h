/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One sentence for a reader: what this message does, with its own values.
 */
#ifndef LABFLOW_CORE_HTTP_EXPLAIN_H
#define LABFLOW_CORE_HTTP_EXPLAIN_H

#include "../language.h"
#include "../text.h"
#include "message.h"

/* Appends the sentence on `message` (UTF-8, no line break) to `out`. `request` is what it answers;
 * NULL: it answers nothing, or nobody knows. */
void lf_http_explain(const lf_message *message, const lf_message *request, lf_language language,
                     lf_text *out);

#endif
