/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape.h"

#define REPLACEMENT 0xFFFD

typedef struct lf_escape_rule {
    gunichar first;
    gunichar last;
    gunichar instead;
} lf_escape_rule;

/* In order. */
static const lf_escape_rule rules[] = {
    {0x0000, 0x0008, REPLACEMENT},
    {0x0009, 0x000D, ' '}, /* tab, line feed, vertical tab, form feed, carriage return */
    {0x000E, 0x001F, REPLACEMENT},
    {0x007F, 0x009F, REPLACEMENT}, /* DEL and C1 */
    {0x061C, 0x061C, REPLACEMENT}, /* bidirectional controls, here and below */
    {0x200E, 0x200F, REPLACEMENT},
    {0x2028, 0x2029, ' '}, /* line and paragraph separators */
    {0x202A, 0x202E, REPLACEMENT},
    {0x2066, 0x2069, REPLACEMENT},
    {0xFDD0, 0xFDEF, REPLACEMENT}, /* noncharacters */
    {0xFEFF, 0xFEFF, REPLACEMENT}, /* has no width */
};

gunichar lf_escape_char(gunichar c)
{
    if ((c & 0xFFFE) == 0xFFFE)
        return REPLACEMENT; /* the noncharacters at the end of each plane */
    for (unsigned i = 0; i < G_N_ELEMENTS(rules) && c >= rules[i].first; i++) {
        if (c <= rules[i].last)
            return rules[i].instead;
    }
    return c;
}

/* How many octets at the beginning are printable ASCII, of which nothing has to be escaped. */
size_t lf_escape_run(const char *text)
{
    size_t len = 0;

    while (text[len] >= ' ' && text[len] <= '~')
        len++;
    return len;
}

void lf_escape_plain(GString *out, const char *text)
{
    size_t run = lf_escape_run(text);
    char *valid;

    g_string_append_len(out, text, (gssize)run);
    if (text[run] == '\0')
        return;
    valid = g_utf8_make_valid(text + run, -1);
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at))
        g_string_append_unichar(out, lf_escape_char(g_utf8_get_char(at)));
    g_free(valid);
}

static const char *entity(gunichar c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* How many octets at the beginning stay as they are in XML. */
static size_t run_without_entities(const char *text)
{
    size_t len = 0;

    while (text[len] >= ' ' && text[len] <= '~' && entity((gunichar)text[len]) == NULL)
        len++;
    return len;
}

static void escape_valid(GString *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        size_t run = run_without_entities(at);
        const char *name;
        gunichar c;

        g_string_append_len(out, at, (gssize)run);
        at += run;
        if (*at == '\0')
            return;
        c = g_utf8_get_char(at);
        name = entity(c);
        if (name != NULL)
            g_string_append(out, name);
        else
            g_string_append_unichar(out, lf_escape_char(c));
    }
}

void lf_escape_xml(GString *out, const char *text)
{
    char *valid;

    if (text == NULL)
        return;
    if (g_utf8_validate(text, -1, NULL)) {
        escape_valid(out, text);
        return;
    }
    valid = g_utf8_make_valid(text, -1);
    escape_valid(out, valid);
    g_free(valid);
}
