/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A sentence with names in braces, each of which stands for a value.
 */
#ifndef LABFLOW_CORE_SENTENCE_H
#define LABFLOW_CORE_SENTENCE_H

#include <string.h>

#include "text.h"

/* Appends what `name` stands for; it ends with a closing brace. */
typedef void (*lf_sentence_fn)(const void *context, const char *name, lf_text *out);

static inline void lf_sentence_fill(const char *sentence, lf_sentence_fn fill, const void *context,
                                    lf_text *out)
{
    const char *brace;

    while ((brace = strchr(sentence, '{')) != NULL) {
        const char *end = strchr(brace, '}');

        lf_text_add_part(out, sentence, (size_t)(brace - sentence));
        fill(context, brace + 1, out);
        sentence = end == NULL ? brace + 1 : end + 1;
    }
    lf_text_add(out, sentence);
}

#endif
