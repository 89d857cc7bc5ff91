/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text of bounded length, put together without allocation: a sentence is made for every frame
 * that is shown, and printf would cost more than all the analysis.
 */
#ifndef LABFLOW_CORE_TEXT_H
#define LABFLOW_CORE_TEXT_H

#include <stdint.h>
#include <string.h>

#define LF_TEXT_SIZE 1024

/* Always terminated; what does not fit is left out. */
typedef struct lf_text {
    unsigned len;
    char at[LF_TEXT_SIZE];
} lf_text;

static inline void lf_text_start(lf_text *text)
{
    text->len = 0;
    text->at[0] = '\0';
}

static inline void lf_text_add_part(lf_text *text, const char *part, size_t len)
{
    if (len >= LF_TEXT_SIZE - text->len)
        return;
    memcpy(text->at + text->len, part, len);
    text->len += (unsigned)len;
    text->at[text->len] = '\0';
}

static inline void lf_text_add(lf_text *text, const char *part)
{
    lf_text_add_part(text, part, strlen(part));
}

static inline void lf_text_add_long(lf_text *text, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    lf_text_add_part(text, digits + at, sizeof digits - at);
}

static inline void lf_text_add_number(lf_text *text, uint32_t number)
{
    lf_text_add_long(text, number);
}

#endif
