/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "demand.h"

#include <string.h>

#include "compat.h"

#define NAMED_MAX 64

static int proto_expert = -1; /* "_ws.expert": filters on severities and groups */

/* From the command line of `tshark -T fields`; `listed` says that there is such a list. */
static bool listed;
static bool experts_named;
static int named[NAMED_MAX];
static unsigned named_count;

static bool is_option(const char *word, char letter)
{
    return word[0] == '-' && word[1] == letter;
}

/* -e and -T may stand behind other letters in one word; nobody is asked to take that apart. */
static bool may_hide_more(const char *word)
{
    return word[0] == '-' && word[1] != '-' && word[1] != '\0' && word[2] != '\0' &&
           strpbrk(word, "eTz") != NULL;
}

static bool note_name(const char *name)
{
    int hf = proto_registrar_get_id_byname(name);

    if (g_str_has_prefix(name, "labflow.expert") || g_str_has_prefix(name, "_ws.expert"))
        experts_named = true;
    if (hf <= 0)
        return true; /* a column, or a mistake that tshark will report */
    if (named_count == NAMED_MAX)
        return false;
    named[named_count++] = hf;
    return true;
}

/* Steps over an option and its value ("-e x" or "-ex"); returns the value, NULL where there is
 * none. */
static const char *value_of(char **words, unsigned count, unsigned *at)
{
    if (words[*at][2] != '\0')
        return words[*at] + 2;
    return *at + 1 < count ? words[++*at] : NULL;
}

static bool read_words(char **words, unsigned count)
{
    bool fields = false;

    for (unsigned at = 1; at < count; at++) {
        const char *value;

        if (is_option(words[at], 'z'))
            return false;
        if (is_option(words[at], 'T')) {
            value = value_of(words, count, &at);
            if (fields || value == NULL || strcmp(value, "fields") != 0)
                return false;
            fields = true;
        } else if (is_option(words[at], 'e')) {
            value = value_of(words, count, &at);
            if (value == NULL || !note_name(value))
                return false;
        } else if (may_hide_more(words[at])) {
            return false;
        }
    }
    return fields;
}

static bool read_command_line(void)
{
    char *line = NULL;
    char *program;
    gsize len = 0;
    GPtrArray *words;
    bool found;

    if (!g_file_get_contents("/proc/self/cmdline", &line, &len, NULL) || len == 0)
        return false;
    words = g_ptr_array_new();
    for (gsize at = 0; at < len; at += strlen(line + at) + 1)
        g_ptr_array_add(words, line + at);
    program = g_path_get_basename(line);
    found = strcmp(program, "tshark") == 0 && read_words((char **)words->pdata, words->len);
    g_free(program);
    g_ptr_array_free(words, TRUE);
    g_free(line);
    return found;
}

void lf_demand_read(void)
{
    proto_expert = proto_registrar_get_id_byname("_ws.expert");
    named_count = 0;
    experts_named = false;
    listed = !LF_TSHARK_PRIMES_FIELDS && read_command_line();
}

/* A filter, a column or a tap asks for it. */
static bool is_primed(int hf)
{
    return proto_registrar_get_nth((unsigned)hf)->ref_type != HF_REF_TYPE_NONE;
}

bool lf_demand_for(proto_tree *tree, int hf)
{
    if (!listed)
        return proto_field_is_referenced(tree, hf);
    for (unsigned i = 0; i < named_count; i++) {
        if (named[i] == hf)
            return true;
    }
    return is_primed(hf);
}

bool lf_demand_experts(proto_tree *tree, int proto)
{
    if (listed)
        return experts_named || lf_demand_any(tree, proto);
    return true;
}

bool lf_demand_whole(proto_tree *tree, int proto)
{
    return !listed && proto_field_is_referenced(tree, proto);
}

static bool is_named(int proto)
{
    for (unsigned i = 0; i < named_count; i++) {
        const header_field_info *field = proto_registrar_get_nth((unsigned)named[i]);

        if (named[i] == proto || field->parent == proto)
            return true;
    }
    return experts_named;
}

bool lf_demand_any(proto_tree *tree, int proto)
{
    if (tree == NULL)
        return false;
    if (listed && !is_named(proto))
        return is_primed(proto) || (proto_expert > 0 && is_primed(proto_expert));
    return proto_field_is_referenced(tree, proto) ||
           (proto_expert > 0 && proto_field_is_referenced(tree, proto_expert));
}
