/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connections of a packet script as a report.
 */
#ifndef LABFLOW_TESTS_SCRIPT_REPORT_H
#define LABFLOW_TESTS_SCRIPT_REPORT_H

#include <wsutil/wmem/wmem.h>

#include "../../plugin/report/model.h"
#include "script.h"

/* Finished; what it refers to lives in `scope`. */
lf_report *script_report(const packet_script *script, lf_language language,
                         wmem_allocator_t *scope);

#endif
