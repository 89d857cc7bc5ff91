/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text that may come from the capture, made harmless for Markdown and for Mermaid: whatever it
 * holds is shown as text, in one line, and becomes no structure.
 */
#ifndef LABFLOW_REPORT_ESCAPE_MARKDOWN_H
#define LABFLOW_REPORT_ESCAPE_MARKDOWN_H

#include <glib.h>

/* GitHub-flavoured Markdown, for use behind something else on its line: a table's cell, a heading.
 */
void lf_escape_markdown(GString *out, const char *text);

/* The same where the text begins a line. */
void lf_escape_markdown_line(GString *out, const char *text);

/* The text of a message, a note or a participant in a sequence diagram. */
void lf_escape_mermaid(GString *out, const char *text);

#endif
