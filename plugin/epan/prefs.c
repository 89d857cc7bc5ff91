/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefs.h"

#include <glib.h>
#include <string.h>

#include <epan/packet.h>
#include <epan/prefs.h>

enum { LANGUAGE_AUTO, LANGUAGE_EN, LANGUAGE_ZH };

static int language = LANGUAGE_AUTO;
static unsigned two_msl_seconds = 240;

static const enum_val_t languages[] = {
    {"auto", "From the locale", LANGUAGE_AUTO},
    {"en", "English", LANGUAGE_EN},
    {"zh", "中文", LANGUAGE_ZH},
    {NULL, NULL, 0},
};

void lf_prefs_register(int proto)
{
    module_t *module = prefs_register_protocol(proto, NULL);

    prefs_register_enum_preference(
        module, "language", "Language of the explanations",
        "In which language labflow.explain and the expert items speak. Field names and values stay "
        "the same.",
        &language, languages, FALSE);
    prefs_register_uint_preference(
        module, "two_msl", "TIME-WAIT lasts (seconds)",
        "Twice the maximum segment lifetime: 240 seconds in RFC 9293 section 3.4.2, 60 in Linux.",
        10, &two_msl_seconds);
}

lf_language lf_prefs_language(void)
{
    const char *const *locales;

    if (language != LANGUAGE_AUTO)
        return language == LANGUAGE_ZH ? LF_ZH : LF_EN;
    locales = g_get_language_names();
    return locales[0] != NULL && strncmp(locales[0], "zh", 2) == 0 ? LF_ZH : LF_EN;
}

int64_t lf_prefs_2msl_ns(void)
{
    return (int64_t)two_msl_seconds * 1000000000;
}
