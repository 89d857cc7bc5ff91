/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "svg.h"

#include <inttypes.h>

#include "escape.h"

/* Marks that stack on one character: more than these would run into the lines above and below. */
#define MARKS_MAX 2

/* Widths in tenths of a pixel. */
typedef struct lf_svg_face {
    const char *class;
    int narrow;
    int wide; /* of a CJK character */
} lf_svg_face;

static const lf_svg_face faces[] = {
    [LF_SVG_LABEL] = {"l", 73, 120},
    [LF_SVG_SMALL] = {"s", 67, 110},
    [LF_SVG_TAG] = {"t", 61, 100},
};

static const char *const anchors[] = {
    [LF_SVG_START] = "",
    [LF_SVG_MIDDLE] = " m",
    [LF_SVG_END] = " e",
};

/* The part of a text that fits. */
typedef struct lf_svg_fit {
    GString *text;
    int width; /* in tenths */
    bool cut;
    bool odd; /* may be of another width than was reckoned */
} lf_svg_fit;

void lf_svg_open(GString *out, int height, const char *title, const char *description)
{
    g_string_append_printf(out,
                           "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" "
                           "height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>",
                           LF_SVG_WIDTH, height, LF_SVG_WIDTH, height);
    lf_escape_xml(out, title);
    g_string_append(out, "</title>\n");
    if (description == NULL)
        return;
    g_string_append(out, "<desc>");
    lf_escape_xml(out, description);
    g_string_append(out, "</desc>\n");
}

void lf_svg_close(GString *out)
{
    g_string_append(out, "</svg>\n");
}

static bool is_wide(gunichar c)
{
    return c >= 0x1100 && g_unichar_iswide(c);
}

/* Scripts that a monospaced font hardly ever has, and emoji. */
static bool is_odd(gunichar c)
{
    if (c < 0x0300 || (c >= 0x2000 && c < 0x2300))
        return false;
    return !is_wide(c) || c >= 0x1F000;
}

static int char_width(const lf_svg_face *face, gunichar c)
{
    return is_wide(c) ? face->wide : face->narrow;
}

/* Appends characters until the next would end behind `room`. A mark counts as a character, so
 * that a text of nothing but marks has an end too. */
static const char *append_chars(lf_svg_fit *fit, const lf_svg_face *face, int room,
                                const char *text)
{
    const char *at;
    unsigned marks = 0;

    for (at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = lf_escape_char(g_utf8_get_char(at));

        marks = g_unichar_iszerowidth(c) ? marks + 1 : 0;
        if (marks > MARKS_MAX)
            continue;
        if (fit->width + char_width(face, c) > room)
            break;
        fit->width += char_width(face, c);
        fit->odd = fit->odd || is_odd(c);
        g_string_append_unichar(fit->text, c);
    }
    return at;
}

static void fit_start(lf_svg_fit *fit, const lf_svg_face *face, int room, const char *text)
{
    *fit = (lf_svg_fit){.text = g_string_new(NULL)};
    if (*append_chars(fit, face, room, text) == '\0')
        return;
    g_string_truncate(fit->text, 0);
    *fit = (lf_svg_fit){.text = fit->text, .cut = true};
    append_chars(fit, face, room - face->narrow, text);
    g_string_append(fit->text, "\u2026");
    fit->width += face->narrow;
}

static void write_text(GString *out, const lf_svg_place *place, const char *text)
{
    const lf_svg_face *face = &faces[place->font];
    lf_svg_fit fit;

    fit_start(&fit, face, MAX(place->room, 0) * 10, text);
    g_string_append_printf(out, "<text class=\"%s%s%s%s\" x=\"%d\" y=\"%d\"", face->class,
                           anchors[place->anchor], place->class == NULL ? "" : " ",
                           place->class == NULL ? "" : place->class, place->x, place->y);
    if (fit.odd)
        g_string_append_printf(out, " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
                               MAX(fit.width / 10, 1));
    g_string_append_c(out, '>');
    lf_escape_xml(out, fit.text->str);
    if (fit.cut) {
        g_string_append(out, "<title>");
        lf_escape_xml(out, text);
        g_string_append(out, "</title>");
    }
    g_string_append(out, "</text>\n");
    g_string_free(fit.text, TRUE);
}

void lf_svg_text(GString *out, const lf_svg_place *place, const char *text)
{
    char *valid;

    if (text == NULL || text[0] == '\0')
        return;
    valid = g_utf8_make_valid(text, -1);
    write_text(out, place, valid);
    g_free(valid);
}

int lf_svg_text_width(lf_svg_font font, const char *text)
{
    char *valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
    lf_svg_fit fit = {.text = g_string_new(NULL)};

    append_chars(&fit, &faces[font], LF_SVG_WIDTH * 10, valid);
    g_string_free(fit.text, TRUE);
    g_free(valid);
    return (fit.width + 9) / 10;
}

void lf_svg_line(GString *out, const char *class, int x1, int y1, int x2, int y2)
{
    g_string_append_printf(out, "<path class=\"%s\" d=\"M%d %dL%d %d\" />\n", class, x1, y1, x2,
                           y2);
}

void lf_svg_box(GString *out, const char *class, int x, int y, int width, int height)
{
    g_string_append_printf(out,
                           "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" />\n",
                           class, x, y, MAX(width, 0), MAX(height, 0));
}

void lf_svg_sign(GString *out, int x, int y)
{
    g_string_append_printf(out, "<circle class=\"sign\" cx=\"%d\" cy=\"%d\" r=\"7\" />\n", x, y);
    lf_svg_text(out,
                &(lf_svg_place){.font = LF_SVG_SMALL,
                                .anchor = LF_SVG_MIDDLE,
                                .x = x,
                                .y = y + 4,
                                .room = 14,
                                .class = "mark"},
                "!");
}

lf_svg_number lf_svg_seconds(int64_t ns)
{
    lf_svg_number number;
    uint64_t micros = (ns < 0 ? -(uint64_t)ns : (uint64_t)ns) / 1000;

    if (ns == LF_SVG_NO_TIME)
        g_strlcpy(number.at, "\u2013", sizeof number.at);
    else
        g_snprintf(number.at, sizeof number.at, "%s%" PRIu64 ".%06" PRIu64, ns < 0 ? "-" : "",
                   micros / 1000000, micros % 1000000);
    return number;
}

lf_svg_number lf_svg_duration(uint64_t ns)
{
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "\u00b5s"}, {1, "ns"}};
    lf_svg_number number;
    unsigned unit = 0;
    uint64_t tenths;

    while (unit + 1 < G_N_ELEMENTS(units) && ns < units[unit].ns)
        unit++;
    tenths =
        ns / units[unit].ns * 10 + (ns % units[unit].ns * 10 + units[unit].ns / 2) / units[unit].ns;
    g_snprintf(number.at, sizeof number.at, "%" PRIu64 ".%u %s", tenths / 10,
               (unsigned)(tenths % 10), units[unit].name);
    return number;
}
