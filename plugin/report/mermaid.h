/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder as a sequence diagram of Mermaid, which GitHub, GitLab and many editors draw.
 */
#ifndef LABFLOW_REPORT_MERMAID_H
#define LABFLOW_REPORT_MERMAID_H

#include "document.h"

/* Appends one diagram with the lines from number `from` on: as many as Mermaid draws and a reader
 * takes in at once. Returns the number of the next line. */
unsigned lf_mermaid_write(GString *out, const lf_ladder *ladder, unsigned from,
                          lf_language language);

#endif
