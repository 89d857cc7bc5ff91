/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The languages that labflow speaks to its reader. Field names and values are the same in all.
 */
#ifndef LABFLOW_CORE_LANGUAGE_H
#define LABFLOW_CORE_LANGUAGE_H

typedef enum lf_language { LF_EN, LF_ZH, LF_LANGUAGES } lf_language;

#endif
