/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "append.h"

#include <string.h>

#define DIGITS 20 /* of UINT64_MAX */

void lf_append_padded(GString *out, uint64_t number, unsigned digits)
{
    char text[DIGITS];
    size_t at = sizeof text;

    do {
        text[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (at > 0 && (number != 0 || sizeof text - at < digits));
    g_string_append_len(out, text + at, (gssize)(sizeof text - at));
}

void lf_append_number(GString *out, uint64_t number)
{
    lf_append_padded(out, number, 1);
}

void lf_append_repeated(GString *out, char c, unsigned count)
{
    size_t before = out->len;

    g_string_set_size(out, before + count);
    memset(out->str + before, c, count);
}
