/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape_markdown.h"

#include <stdbool.h>
#include <string.h>

#include "escape.h"

/* `text` in valid UTF-8 with nothing unseen in it. */
static char *clean(const char *text)
{
    GString *seen = g_string_new(NULL);

    lf_escape_plain(seen, text);
    return g_string_free(seen, FALSE);
}

static bool is_one_of(char c, const char *set)
{
    return strchr(set, c) != NULL;
}

/* Whether `text`, behind an ampersand, makes it a character reference. */
static bool is_reference(const char *text)
{
    while (g_ascii_isalnum(*text))
        text++;
    return *text == '#' || *text == ';';
}

static bool is_www(const char *text, const char *dot)
{
    return dot - text >= 3 && g_ascii_strncasecmp(dot - 3, "www", 3) == 0;
}

/* An underscore between two letters or digits stands for itself. */
static bool is_in_word(const char *text, const char *at)
{
    return at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]);
}

static bool is_markup(const char *text, const char *at)
{
    switch (*at) {
    case '&':
        return is_reference(at + 1);
    case ':':
        return at[1] == '/';
    case '.':
        return is_www(text, at);
    case '_':
        return !is_in_word(text, at);
    default:
        return is_one_of(*at, "\\`*[]<>|~$#{}");
    }
}

static void add_reference(GString *out, char c)
{
    g_string_append_printf(out, "&#%d;", c);
}

/* A character reference does not keep `a@b` from becoming a link: that is looked for in the text
 * that has been read. Code is left alone. Returns the text behind the signs. */
static const char *add_at_signs(GString *out, const char *at)
{
    size_t signs = strspn(at, "@");

    g_string_append_c(out, '`');
    g_string_append_len(out, at, (gssize)signs);
    g_string_append_c(out, '`');
    return at + signs;
}

/* `from` is a place in `text`. */
static void escape_from(GString *out, const char *text, const char *from)
{
    const char *at = from;

    while (*at != '\0') {
        if (*at == '@') {
            at = add_at_signs(out, at);
            continue;
        }
        if (is_markup(text, at))
            add_reference(out, *at);
        else
            g_string_append_c(out, *at);
        at++;
    }
}

void lf_escape_markdown(GString *out, const char *text)
{
    char *own = clean(text);

    escape_from(out, own, own);
    g_free(own);
}

/* Where a block could begin: at a mark, at the spaces of an indented one, or at the sign behind the
 * number of a list's item. */
static const char *block_mark(const char *text)
{
    const char *behind = text + strspn(text, "0123456789");

    if (behind > text)
        return is_one_of(*behind, ".)") ? behind : NULL;
    return is_one_of(*text, " -+=:") ? text : NULL;
}

void lf_escape_markdown_line(GString *out, const char *text)
{
    char *own = clean(text);
    const char *mark = block_mark(own);
    const char *rest = own;

    if (mark != NULL && *mark != '\0') {
        g_string_append_len(out, own, mark - own);
        add_reference(out, *mark);
        rest = mark + 1;
    }
    escape_from(out, own, rest);
    g_free(own);
}

/* Words at which Mermaid takes text for its own: `end` closes a block, and it cuts what follows the
 * others up to a semicolon. */
static bool is_word_of_mermaid(const char *text, const char *at)
{
    if (strncmp(at, "style", 5) == 0 || strncmp(at, "classDef", 8) == 0)
        return true;
    return g_ascii_strncasecmp(at, "end", 3) == 0 && !g_ascii_isalnum(at[3]) &&
           (at == text || !g_ascii_isalnum(at[-1]));
}

/* Mermaid puts U+FB02 and U+00B6 where it has read a character reference. */
static bool is_plain(const char *text, const char *at, gunichar c)
{
    if (c >= 0x80)
        return c != 0xFB02 && c != 0x00B6;
    if (g_ascii_isalpha((char)c))
        return !is_word_of_mermaid(text, at);
    return g_ascii_isdigit((char)c) || is_one_of((char)c, " .,/?=()-_+[]:!'*@");
}

void lf_escape_mermaid(GString *out, const char *text)
{
    char *own = clean(text);

    for (const char *at = own; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (is_plain(own, at, c))
            g_string_append_unichar(out, c);
        else
            g_string_append_printf(out, "#%u;", c);
    }
    g_free(own);
}
