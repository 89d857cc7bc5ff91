/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The report as one HTML page that needs nothing else: no script, no file, no network. It is
 * well-formed XML too, so that either kind of parser reads the same.
 */
#include <string.h>

#include "document.h"
#include "escape.h"
#include "html_style.h"
#include "svg.h"
#include "text.h"

/* A word longer than this may be broken, or its column would leave no room for the others. */
#define WORD_MAX 28

/* Text that is no longer than this stays on one line. */
#define LINE_MAX_LEN 18

/* What is longer than this must not get too narrow a column. */
#define SENTENCE_MIN 60

/* A drawing of so many lines is not divided between two printed pages. */
#define SHORT_MAX 16

static const char *const codes[] = {[LF_EN] = "en", [LF_ZH] = "zh-CN"};

static const char *const tone_classes[] = {
    [LF_TONE_PLAIN] = "",
    [LF_TONE_GOOD] = " class=\"good\"",
    [LF_TONE_BAD] = " class=\"bad\"",
    [LF_TONE_FOLD] = " class=\"fold\"",
};

static void begin(GString *out, const char *title, lf_language language)
{
    if (title == NULL || title[0] == '\0')
        title = "labflow";
    g_string_append_printf(out,
                           "<!DOCTYPE html>\n"
                           "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n"
                           "<head>\n<meta charset=\"utf-8\" />\n"
                           "<meta http-equiv=\"Content-Security-Policy\" "
                           "content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n"
                           "<meta name=\"viewport\" "
                           "content=\"width=device-width, initial-scale=1\" />\n<title>",
                           codes[language]);
    lf_escape_xml(out, title);
    g_string_append_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>",
                           lf_html_style);
    lf_escape_xml(out, title);
    g_string_append(out, "</h1>\n");
}

static void heading(GString *out, unsigned level, const char *text)
{
    level = CLAMP(level, 2, 4);
    g_string_append_printf(out, "<h%u>", level);
    lf_escape_xml(out, text);
    g_string_append_printf(out, "</h%u>\n", level);
}

static void paragraph(GString *out, lf_tone tone, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    g_string_append_printf(out, "<p%s>", tone_classes[tone]);
    lf_escape_xml(out, text);
    g_string_append(out, "</p>\n");
}

/* A line may end at this octet: a space, or the first one of a CJK character (from U+3000 on). */
static bool may_break(char octet)
{
    return octet == ' ' || ((unsigned char)octet >= 0xE3 && (unsigned char)octet <= 0xE9);
}

static bool has_long_word(const char *text)
{
    unsigned len = 0;

    for (; *text != '\0' && len <= WORD_MAX; text++)
        len = may_break(*text) ? 0 : len + 1;
    return len > WORD_MAX;
}

static const char *cell_class(const lf_column *column, const char *text)
{
    size_t len = strlen(text);

    if (has_long_word(text))
        return " class=\"long\"";
    if (column->right)
        return " class=\"number\"";
    if (len >= SENTENCE_MIN)
        return " class=\"sentence\"";
    return lf_text_width(text) <= LINE_MAX_LEN ? " class=\"short\"" : "";
}

static void write_titles(GString *out, const lf_table *table)
{
    g_string_append(out, "<thead>\n<tr>");
    for (unsigned i = 0; i < table->width; i++) {
        g_string_append_printf(out, "<th scope=\"col\"%s>",
                               table->columns[i].right ? " class=\"number\"" : "");
        lf_escape_xml(out, table->columns[i].title);
        g_string_append(out, "</th>");
    }
    g_string_append(out, "</tr>\n</thead>\n");
}

/* A fold goes across the columns. */
static void write_fold(GString *out, const lf_table *table, unsigned row)
{
    g_string_append_printf(out, "<tr%s><td colspan=\"%u\">", tone_classes[LF_TONE_FOLD],
                           table->width);
    lf_escape_xml(out, lf_table_at(table, row, 0));
    g_string_append(out, "</td></tr>\n");
}

static void write_row(GString *out, const lf_table *table, unsigned row)
{
    if (lf_table_tone(table, row) == LF_TONE_FOLD) {
        write_fold(out, table, row);
        return;
    }
    g_string_append_printf(out, "<tr%s>", tone_classes[lf_table_tone(table, row)]);
    for (unsigned i = 0; i < table->width; i++) {
        const char *text = lf_table_at(table, row, i);

        g_string_append_printf(out, "<td%s>", cell_class(&table->columns[i], text));
        lf_escape_xml(out, text);
        g_string_append(out, "</td>");
    }
    g_string_append(out, "</tr>\n");
}

static void table(GString *out, const lf_table *table)
{
    unsigned rows = lf_table_rows(table);

    if (table->width == 0)
        return;
    g_string_append(out, "<div class=\"wide\">\n<table>\n");
    if (table->caption != NULL) {
        g_string_append(out, "<caption>");
        lf_escape_xml(out, table->caption);
        g_string_append(out, "</caption>\n");
    }
    write_titles(out, table);
    if (rows > 0)
        g_string_append(out, "<tbody>\n");
    for (unsigned row = 0; row < rows; row++)
        write_row(out, table, row);
    g_string_append(out, rows > 0 ? "</tbody>\n" : "");
    g_string_append(out, "</table>\n</div>\n");
}

static void begin_figure(GString *out, const char *title, const GArray *lines)
{
    g_string_append(out, lines != NULL && lines->len > SHORT_MAX ? "<figure>\n"
                                                                 : "<figure class=\"short\">\n");
    if (title != NULL && title[0] != '\0') {
        g_string_append(out, "<figcaption>");
        lf_escape_xml(out, title);
        g_string_append(out, "</figcaption>\n");
    }
    g_string_append(out, "<div class=\"wide\">\n");
}

static void ladder(GString *out, const lf_ladder *ladder, lf_language language)
{
    begin_figure(out, ladder->title, ladder->items);
    lf_svg_ladder(out, ladder, language);
    g_string_append(out, "</div>\n</figure>\n");
}

static void timeline(GString *out, const lf_timeline *timeline, lf_language language)
{
    begin_figure(out, NULL, timeline->bars); /* the heading above has the title */
    lf_svg_timeline(out, timeline, language);
    g_string_append(out, "</div>\n");
    paragraph(out, LF_TONE_FOLD, timeline->rest);
    g_string_append(out, "</figure>\n");
}

static void end(GString *out)
{
    g_string_append(out, "</main>\n</body>\n</html>\n");
}

const lf_writer lf_writer_html = {
    .begin = begin,
    .heading = heading,
    .paragraph = paragraph,
    .table = table,
    .ladder = ladder,
    .timeline = timeline,
    .end = end,
    .sentences = true,
};
