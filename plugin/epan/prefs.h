/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preferences: Edit > Preferences > Protocols > LabFlow, and tshark -o labflow.NAME:VALUE.
 */
#ifndef LABFLOW_EPAN_PREFS_H
#define LABFLOW_EPAN_PREFS_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/language.h"

void lf_prefs_register(int proto);

/* Once, from the hand-off routine: complains of a language that the command line asks for and that
 * there is none of. */
void lf_prefs_handoff(void);

/* The language chosen, `auto` resolved from the locale. */
lf_language lf_prefs_language(void);

/* Whether the Info column begins with what the segment does. */
bool lf_prefs_info_summary(void);

/* Whether HTTP is looked at. */
bool lf_prefs_follow_http(void);

/* How long TIME-WAIT lasts. */
int64_t lf_prefs_2msl_ns(void);

/* After how long without traffic a server closes a connection for being idle. */
int64_t lf_prefs_idle_ns(void);

#endif
