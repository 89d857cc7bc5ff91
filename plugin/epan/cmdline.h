/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command line that Wireshark was started with, of which it tells plugins nothing.
 */
#ifndef LABFLOW_EPAN_CMDLINE_H
#define LABFLOW_EPAN_CMDLINE_H

#include <stdbool.h>

/* Its words, the program's own name first; to be freed with g_strfreev. NULL: it cannot be read. */
char **lf_cmdline_words(void);

/* Whether `word` is (or, without a blank, begins with) the option of that letter. */
static inline bool lf_cmdline_is(const char *word, char letter)
{
    return word[0] == '-' && word[1] == letter;
}

/* Steps over an option and its value ("-e x" or "-ex"); returns the value, NULL where there is
 * none. */
const char *lf_cmdline_value(char **words, unsigned *at);

#endif
