/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>

#include "../core/http/message.h"
#include "../core/verdict.h"
#include "words.h"

static const char *const words[LF_W_COUNT][LF_LANGUAGES] = {
#define LF_WORD(id, en, zh) [LF_W_##id] = {[LF_EN] = en, [LF_ZH] = zh},
#include "../data/report_words.def"
#undef LF_WORD
};

enum { SEVERITY_CHAT, SEVERITY_NOTE, SEVERITY_WARN, SEVERITY_ERROR };

typedef struct lf_anomaly_words {
    unsigned severity;
    const char *name;
    const char *authority;
    const char *text[LF_LANGUAGES];
} lf_anomaly_words;

static const lf_anomaly_words tcp_anomalies[LF_AN_COUNT] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    [LF_AN_##id] = {SEVERITY_##severity, name, rfc, {[LF_EN] = en, [LF_ZH] = zh}},
#include "../data/anomalies.def"
#undef LF_ANOMALY
};

static const lf_anomaly_words http_anomalies[LF_HA_COUNT] = {
#define LF_ANOMALY(id, name, group, severity, rfc, en, zh)                                         \
    [LF_HA_##id] = {SEVERITY_##severity, name, rfc, {[LF_EN] = en, [LF_ZH] = zh}},
#include "../data/http_anomalies.def"
#undef LF_ANOMALY
};

const char *lf_word_in(lf_word word, lf_language language)
{
    return words[word][language];
}

static const lf_anomaly_words *anomaly(bool http, unsigned id)
{
    return http ? &http_anomalies[id] : &tcp_anomalies[id];
}

const char *lf_anomaly_text(bool http, unsigned id, lf_language language)
{
    return anomaly(http, id)->text[language];
}

const char *lf_anomaly_authority(bool http, unsigned id)
{
    return anomaly(http, id)->authority;
}

const char *lf_anomaly_name(bool http, unsigned id)
{
    return anomaly(http, id)->name;
}

unsigned lf_anomaly_severity(bool http, unsigned id)
{
    return anomaly(http, id)->severity;
}
