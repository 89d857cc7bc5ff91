/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_out.h"

#include <inttypes.h>

#include "escape.h"
#include "model.h"

#define NS_PER_S UINT64_C(1000000000)

/* JSON may hold what a terminal acts on, or what turns the direction of writing; as an escape it
 * means the same and does nothing. */
static bool is_inert(const char *valid)
{
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (c >= 0x7f && lf_escape_char(c) != c)
            return false;
    }
    return true;
}

static void add_escape(GString *out, gunichar c)
{
    if (c > 0xffff)
        g_string_append_printf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
    else
        g_string_append_printf(out, "\\u%04x", c);
}

static void write_escaped(json_dumper *dumper, const char *valid)
{
    GString *literal = g_string_new("\"");

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (c == '"' || c == '\\' || lf_escape_char(c) != c)
            add_escape(literal, c);
        else
            g_string_append_unichar(literal, c);
    }
    g_string_append_c(literal, '"');
    json_dumper_value_anyf(dumper, "%s", literal->str);
    g_string_free(literal, TRUE);
}

void lf_json_string(json_dumper *dumper, const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);

    if (is_inert(valid))
        json_dumper_value_string(dumper, valid);
    else
        write_escaped(dumper, valid);
    g_free(valid);
}

void lf_json_text(json_dumper *dumper, const char *name, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    json_dumper_set_member_name(dumper, name);
    lf_json_string(dumper, text);
}

void lf_json_number(json_dumper *dumper, const char *name, uint64_t number)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_anyf(dumper, "%" PRIu64, number);
}

void lf_json_positive(json_dumper *dumper, const char *name, uint64_t number)
{
    if (number != 0)
        lf_json_number(dumper, name, number);
}

void lf_json_flag(json_dumper *dumper, const char *name, bool flag)
{
    if (!flag)
        return;
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_anyf(dumper, "true");
}

void lf_json_time(json_dumper *dumper, const char *name, int64_t ns)
{
    uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;

    if (ns == LF_NO_TIME)
        return;
    json_dumper_set_member_name(dumper, name);
    json_dumper_value_anyf(dumper, "%s%" PRIu64 ".%09" PRIu64, ns < 0 ? "-" : "", size / NS_PER_S,
                           size % NS_PER_S);
}

void lf_json_open(json_dumper *dumper, const char *name)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_begin_object(dumper);
}

void lf_json_open_list(json_dumper *dumper, const char *name)
{
    json_dumper_set_member_name(dumper, name);
    json_dumper_begin_array(dumper);
}
