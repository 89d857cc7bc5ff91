/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report of the open file in the GUI: of the connections that the display filter in effect
 * leaves a frame of, or of all.
 */
#ifndef LABFLOW_REPORT_REPORT_WINDOW_H
#define LABFLOW_REPORT_REPORT_WINDOW_H

/* A window with just this text in it. */
void lf_window_say(const char *title, const char *text);

/* As text in a window. */
void lf_report_window_open(const char *title);

/* As a page in the browser, by way of a temporary file. What goes wrong is said in a window. */
void lf_report_window_browse(const char *title);

#endif
