/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Members of a JSON object. What is not known has no member.
 */
#ifndef LABFLOW_REPORT_JSON_OUT_H
#define LABFLOW_REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <wsutil/json_dumper.h>

/* A text as a value; made valid UTF-8 first. */
void lf_json_string(json_dumper *dumper, const char *text);

void lf_json_text(json_dumper *dumper, const char *name, const char *text); /* none: NULL or "" */
void lf_json_number(json_dumper *dumper, const char *name, uint64_t number);
void lf_json_positive(json_dumper *dumper, const char *name, uint64_t number); /* none: 0 */
void lf_json_flag(json_dumper *dumper, const char *name, bool flag);           /* none: false */
/* Seconds with nine digits; none: LF_NO_TIME. */
void lf_json_time(json_dumper *dumper, const char *name, int64_t ns);

void lf_json_open(json_dumper *dumper, const char *name);      /* an object */
void lf_json_open_list(json_dumper *dumper, const char *name); /* an array */

#endif
