/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmdline.h"

#include <glib.h>
#include <string.h>

char **lf_cmdline_words(void)
{
    char *line = NULL;
    gsize len = 0;
    GPtrArray *words;

    if (!g_file_get_contents("/proc/self/cmdline", &line, &len, NULL) || len == 0) {
        g_free(line);
        return NULL;
    }
    words = g_ptr_array_new();
    for (gsize at = 0; at < len; at += strlen(line + at) + 1)
        g_ptr_array_add(words, g_strdup(line + at));
    g_ptr_array_add(words, NULL);
    g_free(line);
    return (char **)g_ptr_array_free(words, FALSE);
}

const char *lf_cmdline_value(char **words, unsigned *at)
{
    if (words[*at][2] != '\0')
        return words[*at] + 2;
    return words[*at + 1] == NULL ? NULL : words[++*at];
}
