/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "words.h"

#include <string.h>

/* The end of the word at `text`, or of the part before `stop`; NULL when a quote is left open. */
static const char *part_end(const char *text, const char *stop)
{
    bool quoted = false;

    for (; *text != '\0'; text++) {
        if (quoted && *text == '\\' && text[1] != '\0')
            text++;
        else if (*text == '"')
            quoted = !quoted;
        else if (!quoted && strchr(stop, *text) != NULL)
            return text;
    }
    return quoted ? NULL : text;
}

GPtrArray *words_split(const char *line)
{
    const char *blanks = " \t\r\n";
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

    for (line += strspn(line, blanks); *line != '\0'; line += strspn(line, blanks)) {
        const char *end = part_end(line, blanks);

        if (end == NULL) {
            g_ptr_array_unref(words);
            return NULL;
        }
        g_ptr_array_add(words, g_strndup(line, (gsize)(end - line)));
        line = end;
    }
    return words;
}

/* Reads the escape after a backslash; returns the octets it takes, 0 for a bad one. */
static size_t append_escape(GString *out, const char *text, size_t left)
{
    static const char letters[] = "rnt\"\\";
    static const char meanings[] = "\r\n\t\"\\";

    if (left >= 3 && text[0] == 'x' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2])) {
        g_string_append_c(
            out, (char)(g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2])));
        return 3;
    }
    for (size_t i = 0; left > 0 && letters[i] != '\0'; i++) {
        if (letters[i] == text[0]) {
            g_string_append_c(out, meanings[i]);
            return 1;
        }
    }
    return 0;
}

GString *words_unquote(const char *text, size_t length)
{
    GString *out = g_string_new(NULL);
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') {
            quoted = !quoted;
        } else if (quoted && text[i] == '\\') {
            size_t taken = append_escape(out, text + i + 1, length - i - 1);

            if (taken == 0) {
                g_string_free(out, TRUE);
                return NULL;
            }
            i += taken;
        } else {
            g_string_append_c(out, text[i]);
        }
    }
    return out;
}

GPtrArray *words_split_commas(const char *text)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);

    for (;;) {
        const char *end = part_end(text, ",");
        GString *part = end == NULL ? NULL : words_unquote(text, (size_t)(end - text));

        if (part == NULL) {
            g_ptr_array_unref(parts);
            return NULL;
        }
        g_ptr_array_add(parts, g_string_free(part, FALSE));
        if (*end == '\0')
            return parts;
        text = end + 1;
    }
}

bool words_number(const char *text, uint64_t limit, uint64_t *value)
{
    const char *digits = text;
    char *end;

    if (text[0] == '0' && text[1] == 'x')
        digits += 2;
    if (!g_ascii_isxdigit(*digits))
        return false;
    *value = g_ascii_strtoull(digits, &end, digits == text ? 10 : 16);
    return *end == '\0' && *value <= limit;
}
