/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Report: a capture, told connection by connection, in one of four formats.
 */
#ifndef LABFLOW_REPORT_REPORT_H
#define LABFLOW_REPORT_REPORT_H

#include <stdio.h>

#include "content.h"

typedef enum lf_report_format {
    LF_FORMAT_TEXT,
    LF_FORMAT_MARKDOWN,
    LF_FORMAT_HTML,
    LF_FORMAT_JSON,
    LF_FORMAT_COUNT
} lf_report_format;

/* The format of that name ("text", "md", "html", "json"), `len` octets long; LF_FORMAT_COUNT: there
 * is none. */
lf_report_format lf_report_format_of(const char *name, size_t len);

/* Told now and then how much has been written. */
typedef void (*lf_report_progress)(void *context, uint32_t done, uint32_t all);

/* Writes the finished `report` to `out`; `progress` may be NULL. */
void lf_report_write(const lf_report *report, lf_report_format format, FILE *out,
                     lf_report_progress progress, void *context);

/* The same as one string, in a format for readers: not JSON. To be freed. */
char *lf_report_string(const lf_report *report, lf_report_format format);

#endif
