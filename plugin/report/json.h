/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report as JSON (schema: plugin/report/report.schema.json).
 */
#ifndef LABFLOW_REPORT_JSON_H
#define LABFLOW_REPORT_JSON_H

#include <stdio.h>

#include "model.h"

/* Writes the whole report to `out`, connection by connection; `report` is finished. */
void lf_json_write(const lf_report *report, FILE *out);

#endif
