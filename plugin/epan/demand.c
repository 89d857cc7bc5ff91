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

static bool final;

lf_demand_answer lf_demand_answers[LF_DEMAND_ANSWERS];

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

/* -2 may stand behind other letters in one word. A value that begins with a dash and holds that
 * digit only makes this true in vain. */
static bool may_read_twice(char **words)
{
    for (unsigned at = 1; words[at] != NULL; at++) {
        if (words[at][0] == '-' && words[at][1] != '-' && strchr(words[at], '2') != NULL)
            return true;
    }
    return false;
}

static void read_command_line(char **words)
{
    char *program = g_path_get_basename(words[0]);
    bool is_tshark = strcmp(program, "tshark") == 0;

    listed = is_tshark && !LF_TSHARK_PRIMES_FIELDS && read_words(words);
    final = is_tshark && !may_read_twice(words);
    g_free(program);
}

void lf_demand_read(void)
{
    char **words = lf_cmdline_words();

    proto_expert = proto_registrar_get_id_byname("_ws.expert");
    named_count = 0;
    experts_named = false;
    listed = final = false;
    memset(lf_demand_answers, 0, sizeof lf_demand_answers);
    if (words != NULL && words[0] != NULL)
        read_command_line(words);
    g_strfreev(words);
}

bool lf_demand_is_final(void)
{
    return final;
}

/* A filter, a column or a tap asks for it. */
static bool is_primed(int hf)
{
    return proto_registrar_get_nth((unsigned)hf)->ref_type != HF_REF_TYPE_NONE;
}

static bool is_listed(int hf)
{
    for (unsigned i = 0; i < named_count; i++) {
        if (named[i] == hf)
            return true;
    }
    return false;
}

static bool is_wanted(proto_tree *tree, int hf)
{
    return listed ? is_listed(hf) || is_primed(hf) : proto_field_is_referenced(tree, hf);
}

bool lf_demand_ask(proto_tree *tree, int hf)
{
    bool wanted = is_wanted(tree, hf);

    if (final)
        lf_demand_answers[(unsigned)hf % LF_DEMAND_ANSWERS] = (lf_demand_answer){hf, wanted};
    return wanted;
}

bool lf_demand_experts(proto_tree *tree, int proto)
{
    if (listed)
        return experts_named || lf_demand_any(tree, proto);
    return true;
}

bool lf_demand_whole(proto_tree *tree, int proto)
{
    if (listed)
        return is_listed(proto);
    /* A reference to a field of it is one to the protocol, too, but an indirect one. */
    return PTREE_DATA(tree)->visible ||
           proto_registrar_get_nth((unsigned)proto)->ref_type >= HF_REF_TYPE_DIRECT;
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
