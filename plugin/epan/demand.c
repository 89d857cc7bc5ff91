/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "demand.h"

#include <string.h>

#include "cmdline.h"
#include "compat.h"

#define NAMED_MAX 64

static int proto_expert = -1; /* "_ws.expert": filters on severities and groups */

/* From the command line of `tshark -T fields`; `listed` says that there is such a list. */
static bool listed;
static bool experts_named;
static int named[NAMED_MAX];
static unsigned named_count;

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

static bool read_words(char **words)
{
    bool fields = false;

    for (unsigned at = 1; words[at] != NULL; at++) {
        const char *value;

        if (lf_cmdline_is(words[at], 'z'))
            return false;
        if (lf_cmdline_is(words[at], 'T')) {
            value = lf_cmdline_value(words, &at);
            if (fields || value == NULL || strcmp(value, "fields") != 0)
                return false;
            fields = true;
        } else if (lf_cmdline_is(words[at], 'e')) {
            value = lf_cmdline_value(words, &at);
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
    char **words = lf_cmdline_words();
    char *program;
    bool found;

    if (words == NULL)
        return false;
    program = g_path_get_basename(words[0]);
    found = strcmp(program, "tshark") == 0 && read_words(words);
    g_free(program);
    g_strfreev(words);
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
