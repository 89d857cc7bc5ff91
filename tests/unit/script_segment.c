/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "script_segment.h"

#include <string.h>

#include "words.h"

#define DEFAULT_WINDOW  65535
#define CONNECTIONS_MAX 1000

typedef bool (*key_reader)(const char *value, lf_segment *segment, script_notes *notes);

static void add_mark(script_notes *notes, const void *data, size_t size)
{
    g_byte_array_append(notes->marks, (const guint8 *)data, (guint)size);
}

static bool read_u32(const char *value, uint32_t *out)
{
    uint64_t number;

    if (!words_number(value, UINT32_MAX, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool read_seq(const char *value, lf_segment *segment, script_notes *notes)
{
    notes->has_seq = true;
    return read_u32(value, &segment->seq);
}

static bool read_ack(const char *value, lf_segment *segment, script_notes *notes)
{
    notes->has_ack = true;
    return read_u32(value, &segment->ack);
}

static bool read_window(const char *value, lf_segment *segment, script_notes *notes)
{
    uint64_t number;

    (void)notes;
    if (!words_number(value, UINT16_MAX, &number))
        return false;
    segment->window = (uint16_t)number;
    return true;
}

static bool read_length(const char *value, lf_segment *segment, script_notes *notes)
{
    uint64_t number;

    if (!words_number(value, UINT16_MAX, &number))
        return false;
    segment->len = (uint32_t)number;
    g_byte_array_set_size(notes->payload, segment->len);
    for (uint32_t i = 0; i < segment->len; i++) /* as make_pcaps.py fills them */
        notes->payload->data[i] = (guint8)('a' + i % 26);
    return true;
}

static lf_payload_hint hint_of(const char *payload)
{
    static const char *const methods[] = {"GET ", "HEAD ", "POST ", "PUT ", "DELETE "};

    if (g_str_has_prefix(payload, "HTTP/"))
        return LF_PAYLOAD_HTTP_RESPONSE;
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (g_str_has_prefix(payload, methods[i]))
            return LF_PAYLOAD_HTTP_REQUEST;
    }
    return LF_PAYLOAD_OTHER;
}

static bool read_data(const char *value, lf_segment *segment, script_notes *notes)
{
    GString *payload = words_unquote(value, strlen(value));

    if (payload == NULL)
        return false;
    segment->len = (uint32_t)payload->len;
    segment->hint = hint_of(payload->str);
    g_byte_array_append(notes->payload, (const guint8 *)payload->str, (guint)payload->len);
    add_mark(notes, payload->str, payload->len);
    g_string_free(payload, TRUE);
    return true;
}

/* An option that the core does not look at, but that changes the checksum. */
static bool read_other_option(const char *value, lf_segment *segment, script_notes *notes)
{
    (void)segment;
    add_mark(notes, value, strlen(value));
    return true;
}

/* What concerns the capture file alone. */
static bool read_nothing(const char *value, lf_segment *segment, script_notes *notes)
{
    (void)value;
    (void)segment;
    (void)notes;
    return true;
}

static bool read_sack_block(const char *text, lf_sack_block *block)
{
    char **edges = g_strsplit(text, "-", 2);
    bool fine = edges[0] != NULL && edges[1] != NULL && read_u32(edges[0], &block->left) &&
                read_u32(edges[1], &block->right);

    g_strfreev(edges);
    return fine;
}

static bool read_sack(const char *value, lf_segment *segment, script_notes *notes)
{
    char **blocks = g_strsplit(value, ",", 0);
    bool fine = true;

    for (size_t i = 0; fine && blocks[i] != NULL; i++) {
        fine = segment->sack_count < LF_SACK_MAX &&
               read_sack_block(blocks[i], &segment->sack[segment->sack_count++]);
    }
    g_strfreev(blocks);
    add_mark(notes, value, strlen(value));
    return fine;
}

static bool read_fast_open(const char *value, lf_segment *segment, script_notes *notes)
{
    segment->tfo_option = true;
    segment->tfo_cookie = *value != '\0';
    add_mark(notes, value, strlen(value));
    return true;
}

static bool read_connection(const char *value, lf_segment *segment, script_notes *notes)
{
    uint64_t number;

    (void)segment;
    if (!words_number(value, CONNECTIONS_MAX, &number))
        return false;
    notes->connection = (unsigned)number;
    return true;
}

static bool read_again(const char *value, lf_segment *segment, script_notes *notes)
{
    (void)segment;
    notes->again = true;
    return *value == '\0';
}

static bool read_copy(const char *value, lf_segment *segment, script_notes *notes)
{
    (void)segment;
    notes->copy = true;
    return *value == '\0';
}

static const struct {
    const char *name;
    key_reader read;
} keys[] = {
    {"seq", read_seq},         {"ack", read_ack},
    {"win", read_window},      {"len", read_length},
    {"data", read_data},       {"mss", read_other_option},
    {"ws", read_other_option}, {"sackok", read_other_option},
    {"ts", read_other_option}, {"sack", read_sack},
    {"tfo", read_fast_open},   {"conn", read_connection},
    {"again", read_again},     {"reopens", read_nothing},
    {"copy", read_copy},       {"wire", read_nothing},
};

static const char *read_key(const char *word, lf_segment *segment, script_notes *notes)
{
    const char *equals = strchr(word, '=');
    size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strlen(keys[i].name) == length && strncmp(keys[i].name, word, length) == 0)
            return keys[i].read(equals == NULL ? "" : equals + 1, segment, notes) ? NULL
                                                                                  : "bad value";
    }
    return "unknown key";
}

static bool read_flags(const char *word, uint8_t *flags)
{
    static const char letters[] = "FSRPAUEC"; /* bit 0 first, RFC 9293 section 3.1 */

    *flags = 0;
    if (strcmp(word, ".") == 0)
        return true;
    for (; *word != '\0'; word++) {
        const char *letter = strchr(letters, *word);

        if (letter == NULL || (*flags >> (letter - letters) & 1) != 0)
            return false;
        *flags = (uint8_t)(*flags | 1U << (letter - letters));
    }
    return true;
}

/* +SECONDS with at most nine decimals. */
static bool read_time(const char *word, int64_t *time_ns)
{
    int64_t scale = INT64_C(1000000000);
    char *end;

    if (!g_ascii_isdigit(word[1]))
        return false;
    *time_ns += (int64_t)g_ascii_strtoull(word + 1, &end, 10) * scale;
    if (*end == '.') {
        for (end++; g_ascii_isdigit(*end) && scale > 1; end++) {
            scale /= 10;
            *time_ns += (*end - '0') * scale;
        }
    }
    return *end == '\0';
}

static bool read_direction(const char *word, uint8_t *dir)
{
    *dir = word[0] == '<';
    return (word[0] == '<' || word[0] == '>') && word[1] == '\0';
}

static uint16_t checksum_of(const lf_segment *segment, script_notes *notes)
{
    uint32_t sum = 0;

    add_mark(notes, &segment->flags, sizeof segment->flags);
    add_mark(notes, &segment->seq, sizeof segment->seq);
    add_mark(notes, &segment->ack, sizeof segment->ack);
    add_mark(notes, &segment->window, sizeof segment->window);
    add_mark(notes, &segment->len, sizeof segment->len);
    for (guint i = 0; i < notes->marks->len; i++)
        sum = sum * 31 + notes->marks->data[i];
    return (uint16_t)(sum ^ sum >> 16);
}

const char *script_segment_read(const GPtrArray *words, guint *used, lf_segment *segment,
                                script_notes *notes)
{
    char **word = (char **)words->pdata;

    segment->window = DEFAULT_WINDOW;
    segment->len_known = true;
    if (words->len < 3 || !read_time(word[0], &segment->time_ns) ||
        !read_direction(word[1], &segment->dir) || !read_flags(word[2], &segment->flags))
        return "a segment is +SECONDS > or < FLAGS key=value ...";
    for (*used = 3; *used < words->len && strcmp(word[*used], ":") != 0; (*used)++) {
        const char *reason = read_key(word[*used], segment, notes);

        if (reason != NULL)
            return reason;
    }
    if (!notes->has_seq)
        return "seq= is missing";
    if (notes->has_ack != ((segment->flags & LF_ACK) != 0))
        return "ack= goes with the flag A, and only with it";
    if (notes->again && (segment->flags & LF_SYN) == 0)
        return "again needs a SYN";
    segment->checksum = checksum_of(segment, notes);
    return NULL;
}
