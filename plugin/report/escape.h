/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Escape: how text from a capture gets into a report without becoming a part of its language.
 */
#ifndef LABFLOW_REPORT_ESCAPE_H
#define LABFLOW_REPORT_ESCAPE_H

#include <glib.h>

/* What a reader is shown instead of the character `c`: mostly `c`; a space for a line break or a
 * tab; U+FFFD for what would be invisible, is not allowed in XML or HTML, or reorders the text
 * around it. */
gunichar lf_escape_char(gunichar c);

/* How many octets at the beginning of `text` are printable ASCII: an escape changes none of them
 * but in XML and Markdown, and each is one column wide. */
size_t lf_escape_run(const char *text);

/* For a terminal, which would act on control characters. */
void lf_escape_plain(GString *out, const char *text);

/* For the text of an element, or an attribute's value between quotes, of XML and HTML alike. NULL
 * is empty. */
void lf_escape_xml(GString *out, const char *text);

#endif
