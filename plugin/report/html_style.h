/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LABFLOW_REPORT_HTML_STYLE_H
#define LABFLOW_REPORT_HTML_STYLE_H

/* The style sheet of the HTML report and its drawings. Free of <, > and &: HTML and XML read a
 * <style> differently. */
extern const char lf_html_style[];

#endif
