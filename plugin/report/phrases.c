/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "phrases.h"

#include <stdarg.h>
#include <string.h>

#include "../core/segment.h"
#include "append.h"

#define VALUES_MAX 8

typedef struct lf_values {
    const char *name[VALUES_MAX];
    const char *value[VALUES_MAX];
    unsigned count;
} lf_values;

static const char *value_of(const lf_values *values, const char *name, size_t len)
{
    for (unsigned i = 0; i < values->count; i++) {
        if (strlen(values->name[i]) == len && strncmp(values->name[i], name, len) == 0)
            return values->value[i];
    }
    return "";
}

static void fill_in(GString *out, const char *phrase, const lf_values *values)
{
    const char *brace;

    while ((brace = strchr(phrase, '{')) != NULL) {
        const char *end = strchr(brace, '}');

        g_string_append_len(out, phrase, brace - phrase);
        if (end == NULL)
            return;
        g_string_append(out, value_of(values, brace + 1, (size_t)(end - brace) - 1));
        phrase = end + 1;
    }
    g_string_append(out, phrase);
}

void lf_phrase(GString *out, lf_language language, lf_word word, ...)
{
    lf_values values = {.count = 0};
    va_list arguments;

    va_start(arguments, word);
    while (values.count < VALUES_MAX) {
        const char *name = va_arg(arguments, const char *);

        if (name == NULL)
            break;
        values.name[values.count] = name;
        values.value[values.count++] = va_arg(arguments, const char *);
    }
    va_end(arguments);
    fill_in(out, lf_word_in(word, language), &values);
}

void lf_phrase_count(GString *out, lf_language language, lf_word word, uint32_t count)
{
    char digits[12];

    if (count == 0)
        return;
    g_snprintf(digits, sizeof digits, "%u", count);
    lf_phrase(out, language, word, "count", digits, NULL);
}

static void add_fraction(GString *out, uint64_t whole, uint64_t rest, unsigned digits)
{
    lf_append_number(out, whole);
    g_string_append_c(out, '.');
    lf_append_padded(out, rest, digits);
}

void lf_phrase_seconds(GString *out, int64_t ns)
{
    uint64_t us = ((ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns) + 500) / 1000;

    if (ns < 0 && us > 0)
        g_string_append_c(out, '-');
    add_fraction(out, us / 1000000, us % 1000000, 6);
}

void lf_phrase_duration(GString *out, int64_t ns)
{
    uint64_t us = ((ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns) + 500) / 1000;
    bool short_one = us < 1000000;
    uint64_t parts = short_one ? us : (us + 500) / 1000; /* thousandths of the unit */

    if (ns < 0 && us > 0)
        g_string_append_c(out, '-');
    add_fraction(out, parts / 1000, parts % 1000, 3);
    g_string_append(out, short_one ? " ms" : " s");
}

void lf_phrase_flags(GString *out, uint8_t flags)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    const char *comma = "";

    for (unsigned bit = 0; bit < 8; bit++) {
        if ((flags >> bit & 1) == 0)
            continue;
        g_string_append(out, comma);
        g_string_append(out, names[bit]);
        comma = ", ";
    }
}

void lf_phrase_segment(GString *out, const lf_verdict *verdict)
{
    lf_phrase_flags(out, verdict->flags);
    g_string_append(out, verdict->flags == 0 ? "seq=" : " seq=");
    lf_append_number(out, verdict->seq_actual);
    if (verdict->ack_verdict != LF_ACK_NONE) {
        g_string_append(out, " ack=");
        lf_append_number(out, verdict->ack_actual);
    }
    if (verdict->len > 0) {
        g_string_append(out, " len=");
        lf_append_number(out, verdict->len);
    }
}

lf_word lf_word_of_opening(lf_handshake_kind kind)
{
    static const lf_word words[LF_HS_COUNT] = {
        [LF_HS_UNSEEN] = LF_W_KIND_UNSEEN,       [LF_HS_INCOMPLETE] = LF_W_KIND_INCOMPLETE,
        [LF_HS_THREE_WAY] = LF_W_KIND_THREE_WAY, [LF_HS_SIMULTANEOUS] = LF_W_KIND_SIMULTANEOUS_OPEN,
        [LF_HS_FAST_OPEN] = LF_W_KIND_FAST_OPEN, [LF_HS_REFUSED] = LF_W_KIND_REFUSED,
    };

    return words[kind];
}

lf_word lf_word_of_closing(lf_teardown_kind kind)
{
    static const lf_word words[LF_TD_COUNT] = {
        [LF_TD_NONE] = LF_W_KIND_NONE,
        [LF_TD_HALF_CLOSED] = LF_W_KIND_HALF_CLOSED,
        [LF_TD_FOUR_SEGMENT] = LF_W_KIND_FOUR,
        [LF_TD_THREE_SEGMENT] = LF_W_KIND_THREE,
        [LF_TD_SIMULTANEOUS] = LF_W_KIND_SIMULTANEOUS_CLOSE,
        [LF_TD_RESET] = LF_W_KIND_RESET,
    };

    return words[kind];
}

lf_word lf_word_of_state(lf_conn_state state)
{
    static const lf_word words[LF_CS_COUNT] = {
        [LF_CS_OTH] = LF_W_ST_CS_OTH,     [LF_CS_S0] = LF_W_ST_CS_S0,
        [LF_CS_S1] = LF_W_ST_CS_S1,       [LF_CS_SF] = LF_W_ST_CS_SF,
        [LF_CS_REJ] = LF_W_ST_CS_REJ,     [LF_CS_S2] = LF_W_ST_CS_S2,
        [LF_CS_S3] = LF_W_ST_CS_S3,       [LF_CS_RSTO] = LF_W_ST_CS_RSTO,
        [LF_CS_RSTR] = LF_W_ST_CS_RSTR,   [LF_CS_RSTOS0] = LF_W_ST_CS_RSTOS0,
        [LF_CS_RSTRH] = LF_W_ST_CS_RSTRH, [LF_CS_SH] = LF_W_ST_CS_SH,
        [LF_CS_SHR] = LF_W_ST_CS_SHR,
    };

    return words[state];
}

const char *lf_role_word(const lf_report_connection *connection, unsigned role,
                         lf_language language)
{
    static const lf_word words[2][2] = {{LF_W_CLIENT, LF_W_SERVER}, {LF_W_END_A, LF_W_END_B}};

    return lf_word_in(words[connection->client > 1 ? 1 : 0][role], language);
}

char *lf_address_of(const lf_report_connection *connection, unsigned role)
{
    const lf_report_end *end = &connection->end[lf_report_side(connection, role)];

    return g_strdup_printf(strchr(end->address, ':') == NULL ? "%s:%u" : "[%s]:%u", end->address,
                           end->port);
}

void lf_phrase_frames(GString *out, const lf_report_note *note, lf_language language)
{
    unsigned listed = MIN(note->count, LF_NOTE_FRAMES);
    GString *frames = g_string_new(NULL);
    char more[12];

    for (unsigned i = 0; i < listed; i++)
        g_string_append_printf(frames, "%s%u", i == 0 ? "" : lf_word_in(LF_W_COMMA, language),
                               note->frame[i]);
    g_snprintf(more, sizeof more, "%u", note->count - listed);
    if (note->count > listed)
        lf_phrase(out, language, LF_W_FRAMES_MORE, "frames", frames->str, "count", more, NULL);
    else
        lf_phrase(out, language, note->count == 1 ? LF_W_FRAME_AT : LF_W_FRAMES_AT, "frames",
                  frames->str, NULL);
    g_string_free(frames, TRUE);
}
