/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefs.h"

#include <glib.h>
#include <string.h>

#include <epan/packet.h>
#include <epan/prefs.h>
#include <wsutil/report_message.h>

#include "../report/words.h"
#include "cmdline.h"
#include "compat.h"

enum { LANGUAGE_AUTO, LANGUAGE_EN, LANGUAGE_ZH };

#define LONGEST 86400 /* seconds: a day, longer than any connection is waited for */

/* A preference in seconds. Wireshark itself refuses what is no number, or does not fit in 32 bits;
 * what is a number but makes no sense is put right in `apply`. */
typedef struct lf_seconds {
    const char *name;
    const char *title;
    const char *description;
    unsigned value;
} lf_seconds;

static int language = LANGUAGE_AUTO;
static lf_ws_bool info_summary = FALSE;
static lf_ws_bool follow_http = TRUE;

static lf_seconds two_msl = {
    .name = "two_msl",
    .title = "TIME-WAIT lasts (seconds)",
    .description =
        "The end that closes first stays in TIME-WAIT this long; a SYN for the same addresses and "
        "ports is judged by it. Twice the maximum segment lifetime: 240 seconds in RFC 9293 "
        "section 3.4.2, 60 in Linux (TCP_TIMEWAIT_LEN). From 1 to 86400.",
    .value = 240,
};

static lf_seconds idle = {
    .name = "idle",
    .title = "A connection is idle after (seconds)",
    .description =
        "A server that closes a connection on which nothing was sent for this long is said to "
        "close it for that reason (labflow.close.reason is keep-alive-timeout), unless it "
        "announced another time with Keep-Alive: timeout=. RFC 9112 section 9.5 leaves the time "
        "to the server: 5 seconds in Apache httpd, 75 in nginx, as they come. From 1 to 86400.",
    .value = 1,
};

static const enum_val_t languages[] = {
    {"auto", "From the locale", LANGUAGE_AUTO},
    {"en", "English", LANGUAGE_EN},
    {"zh", "中文", LANGUAGE_ZH},
    {NULL, NULL, 0},
};

static void put_right(lf_seconds *seconds)
{
    unsigned given = seconds->value;

    seconds->value = CLAMP(given, 1, LONGEST);
    if (seconds->value != given)
        report_failure(lf_word_in(LF_W_PREF_SECONDS, lf_prefs_language()), seconds->name, given, 1,
                       LONGEST, seconds->value);
}

/* After preferences have been changed, on the command line, in a file or in the dialog. */
static void apply(void)
{
    put_right(&two_msl);
    put_right(&idle);
}

static void add_seconds(module_t *module, lf_seconds *seconds)
{
    prefs_register_uint_preference(module, seconds->name, seconds->title, seconds->description, 10,
                                   &seconds->value);
}

void lf_prefs_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, apply);

    prefs_register_enum_preference(
        module, "language", "Language of the explanations",
        "In which language labflow.explain, the expert items, the report and the statistics speak. "
        "Field names and values stay the same.",
        &language, languages, FALSE);
    prefs_register_bool_preference(
        module, "info_summary", "Phase and step in the Info column",
        "Puts what the segment does in front of the Info column of every TCP frame: [handshake 1], "
        "[transfer], [teardown 2,3]. The steps are those of RFC 9293 section 3.5 (figures 6 and "
        "12).",
        &info_summary);
    prefs_register_bool_preference(
        module, "follow_http", "Follow HTTP",
        "Reads what TCP carries: the fields of labflow.http, and what HTTP tells of why a "
        "connection closes (labflow.close.reason). That is nearly a third of what LabFlow costs "
        "when a capture of short HTTP connections is loaded: 2.4 of 8 percent of Wireshark's own "
        "work. Nothing of "
        "TCP's steps, states and numbers depends on it.",
        &follow_http);
    add_seconds(module, &two_msl);
    add_seconds(module, &idle);
}

static bool is_language(const char *word)
{
    for (const enum_val_t *known = languages; known->name != NULL; known++) {
        if (g_ascii_strcasecmp(word, known->name) == 0 ||
            g_ascii_strcasecmp(word, known->description) == 0)
            return true;
    }
    return false;
}

/* Not by report_failure: a message box of the GUI would wait here for a window that there is not
 * yet. */
static void say_unknown(const char *program, const char *word)
{
    char *name = g_path_get_basename(program);
    char *said = g_strdup_printf(lf_word_in(LF_W_PREF_LANGUAGE, lf_prefs_language()), word);

    g_printerr("%s: %s\n", name, said);
    g_free(said);
    g_free(name);
}

static void check_language(const char *program, const char *preference)
{
    static const char name[] = "labflow.language:";
    const char *word;

    if (preference == NULL || !g_str_has_prefix(preference, name))
        return;
    word = preference + strlen(name);
    while (g_ascii_isspace(*word))
        word++;
    if (!is_language(word))
        say_unknown(program, word);
}

/* Of a word that is none of a preference's, Wireshark says nothing, neither to the user nor to the
 * preference: the value stays what it was. */
void lf_prefs_handoff(void)
{
    char **words = lf_cmdline_words();

    for (unsigned at = 1; words != NULL && words[0] != NULL && words[at] != NULL; at++) {
        if (lf_cmdline_is(words[at], 'o'))
            check_language(words[0], lf_cmdline_value(words, &at));
    }
    g_strfreev(words);
}

lf_language lf_prefs_language(void)
{
    const char *const *locales;

    if (language != LANGUAGE_AUTO)
        return language == LANGUAGE_ZH ? LF_ZH : LF_EN;
    locales = g_get_language_names();
    return locales[0] != NULL && strncmp(locales[0], "zh", 2) == 0 ? LF_ZH : LF_EN;
}

bool lf_prefs_info_summary(void)
{
    return info_summary;
}

bool lf_prefs_follow_http(void)
{
    return follow_http;
}

static int64_t in_ns(const lf_seconds *seconds)
{
    return (int64_t)seconds->value * 1000000000;
}

int64_t lf_prefs_2msl_ns(void)
{
    return in_ns(&two_msl);
}

int64_t lf_prefs_idle_ns(void)
{
    return in_ns(&idle);
}
