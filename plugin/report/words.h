/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report's own words in both languages (plugin/data/report_words.def).
 */
#ifndef LABFLOW_REPORT_WORDS_H
#define LABFLOW_REPORT_WORDS_H

#include <stdbool.h>

#include "../core/language.h"

typedef enum lf_word {
#define LF_WORD(id, en, zh) LF_W_##id,
#include "../data/report_words.def"
#undef LF_WORD
    LF_W_COUNT
} lf_word;

/* A static string. */
const char *lf_word_in(lf_word word, lf_language language);

/* What an anomaly is, in words, and the RFC section it rests on; `http` as in lf_report_note. */
const char *lf_anomaly_text(bool http, unsigned id, lf_language language);
const char *lf_anomaly_authority(bool http, unsigned id);
/* How much it matters: 0 to 3, more is worse (Wireshark's chat, note, warning, error). */
unsigned lf_anomaly_severity(bool http, unsigned id);
/* The name behind "labflow.expert.". */
const char *lf_anomaly_name(bool http, unsigned id);

#endif
