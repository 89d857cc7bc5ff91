/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preferences: Edit > Preferences > Protocols > LabFlow, and tshark -o labflow.NAME:VALUE.
 */
#ifndef LABFLOW_EPAN_PREFS_H
#define LABFLOW_EPAN_PREFS_H

#include <stdint.h>

#include "../core/language.h"

void lf_prefs_register(int proto);

/* The language chosen, `auto` resolved from the locale. */
lf_language lf_prefs_language(void);

/* How long TIME-WAIT lasts. */
int64_t lf_prefs_2msl_ns(void);

#endif
