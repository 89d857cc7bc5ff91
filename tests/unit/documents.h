/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of documents as a report's content has them, to try a writer with.
 */
#ifndef LABFLOW_TESTS_DOCUMENTS_H
#define LABFLOW_TESTS_DOCUMENTS_H

#include "../../plugin/report/document.h"

/* One connection of 12 segments with an HTTP exchange; owned by the caller, as all here. */
lf_ladder ladder_of_12(lf_language language);
/* `count` lines, every ninth a fold, every thirteenth not as expected. */
lf_ladder ladder_of_many(unsigned count);
/* One line, with `text` for every text. */
lf_ladder ladder_of_text(const char *text);
void ladder_free(lf_ladder *ladder);

/* `connections` connections with `requests` requests among them. */
lf_timeline timeline_of(unsigned connections, unsigned requests);
/* One bar, with `text` for every text. */
lf_timeline timeline_of_text(char *text);
void timeline_free(lf_timeline *timeline);

/* A connection's segments. */
void table_of_12(lf_table *table, lf_language language);
void table_of_text(lf_table *table, const char *text);

#endif
