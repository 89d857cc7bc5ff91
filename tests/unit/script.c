/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "script.h"

#include <string.h>

#include "script_segment.h"
#include "words.h"

#define DEFAULT_SERVER_PORT 80
#define DEFAULT_CLIENT_PORT 40000

/* What reading a file carries from line to line. */
typedef struct script_reader {
    packet_script *script;
    unsigned line;
    const char *reason;  /* NULL while all is well */
    GHashTable *streams; /* connection number -> stream number + 1 */
    uint32_t stream_count;
} script_reader;

static script_packet *last_packet(const packet_script *script)
{
    return (script_packet *)script->packets->pdata[script->packets->len - 1];
}

static void free_expectation(gpointer data)
{
    script_expectation *expectation = (script_expectation *)data;

    g_free(expectation->field);
    g_ptr_array_unref(expectation->values);
    g_free(expectation);
}

static void free_packet(gpointer data)
{
    script_packet *packet = (script_packet *)data;

    g_ptr_array_unref(packet->expectations);
    g_byte_array_unref(packet->payload);
    g_free(packet);
}

static void add_expectation(script_reader *reader, char *field, bool absent, GPtrArray *values)
{
    script_expectation *expectation = g_new0(script_expectation, 1);

    expectation->line = reader->line;
    expectation->field = field;
    expectation->absent = absent;
    expectation->values = values;
    g_ptr_array_add(last_packet(reader->script)->expectations, expectation);
}

/* expert=a,b: one expectation for each name. */
static void add_experts(script_reader *reader, bool absent, GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        GPtrArray *values = g_ptr_array_new_with_free_func(g_free);

        if (!absent)
            g_ptr_array_add(values, g_strdup("1"));
        add_expectation(reader, g_strconcat("expert.", (const char *)names->pdata[i], NULL), absent,
                        values);
    }
    g_ptr_array_unref(names);
}

static void read_expectation(script_reader *reader, const char *word)
{
    const char *equals = strchr(word, '=');
    bool absent = word[0] == '!';
    char *field = equals == NULL ? g_strdup(word + absent)
                                 : g_strndup(word + absent, (gsize)(equals - word) - absent);
    GPtrArray *values =
        equals == NULL ? g_ptr_array_new_with_free_func(g_free) : words_split_commas(equals + 1);

    if (values == NULL) {
        reader->reason = "bad value in an expectation";
        g_free(field);
    } else if (strcmp(field, "expert") == 0 && equals != NULL) {
        add_experts(reader, absent, values);
        g_free(field);
    } else {
        if (absent != (equals == NULL))
            reader->reason = "not an expectation";
        add_expectation(reader, field, absent, values);
    }
}

static void read_expectations(script_reader *reader, const GPtrArray *words, guint from)
{
    for (guint i = from; i < words->len && reader->reason == NULL; i++)
        read_expectation(reader, (const char *)words->pdata[i]);
}

static void place_in_stream(script_reader *reader, script_packet *packet, const script_notes *notes)
{
    gpointer key = GUINT_TO_POINTER(notes->connection);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(reader->streams, key));

    packet->previous_stream = known == 0 ? SCRIPT_NO_STREAM : known - 1;
    if (known == 0 && notes->again)
        reader->reason = "again: this port pair was not used before";
    if (known != 0 && !notes->again) {
        packet->stream = known - 1;
        packet->previous_stream = SCRIPT_NO_STREAM;
        return;
    }
    packet->stream = reader->stream_count++;
    g_hash_table_insert(reader->streams, key, GUINT_TO_POINTER(packet->stream + 1));
}

static void place_ports(const packet_script *script, lf_segment *segment, unsigned connection)
{
    uint16_t client = (uint16_t)(script->client_port + connection);
    uint16_t server = (uint16_t)script->port;

    segment->src_port = segment->dir == 0 ? client : server;
    segment->dst_port = segment->dir == 0 ? server : client;
}

/* As make_pcaps.py numbers the datagrams: one number each, a copy has that of the one before. */
static uint16_t identification(const packet_script *script, bool copy)
{
    unsigned last = script->packets->len == 0 ? 0 : last_packet(script)->segment.ip_id;

    return (uint16_t)(copy ? last : last + 1);
}

static void read_packet(script_reader *reader, const GPtrArray *words)
{
    GPtrArray *packets = reader->script->packets;
    int64_t before = packets->len == 0 ? 0 : last_packet(reader->script)->segment.time_ns;
    script_packet *packet = g_new0(script_packet, 1);
    script_notes notes = {.marks = g_byte_array_new(), .payload = g_byte_array_new()};
    guint used = 0;

    packet->line = reader->line;
    packet->payload = notes.payload;
    packet->segment.time_ns = before;
    packet->segment.frame = packets->len + 1;
    packet->expectations = g_ptr_array_new_with_free_func(free_expectation);
    reader->reason = script_segment_read(words, &used, &packet->segment, &notes);
    place_ports(reader->script, &packet->segment, notes.connection);
    if (!reader->script->ipv6)
        packet->segment.ip_id = identification(reader->script, notes.copy);
    if (reader->reason == NULL)
        place_in_stream(reader, packet, &notes);
    g_byte_array_unref(notes.marks);
    g_ptr_array_add(packets, packet);
    read_expectations(reader, words, used + 1);
}

static void read_option(script_reader *reader, const GPtrArray *words)
{
    packet_script *script = reader->script;

    if (script->packets->len > 0)
        reader->reason = "options come before the segments";
    for (guint i = 1; i < words->len; i++) {
        const char *word = (const char *)words->pdata[i];
        const char *equals = strchr(word, '=');
        uint64_t number = 0;
        bool numeric = equals != NULL && words_number(equals + 1, UINT16_MAX, &number);

        if (g_str_has_prefix(word, "port=") && numeric)
            script->port = (unsigned)number;
        else if (g_str_has_prefix(word, "client_port=") && numeric)
            script->client_port = (unsigned)number;
        else if (strcmp(word, "ipv6") == 0)
            script->ipv6 = true;
        else
            reader->reason = "unknown option";
    }
}

static void read_words(script_reader *reader, const GPtrArray *words)
{
    const char *first = (const char *)words->pdata[0];

    if (strcmp(first, "option") == 0)
        read_option(reader, words);
    else if (strcmp(first, ":") == 0 && reader->script->packets->len > 0)
        read_expectations(reader, words, 1);
    else if (first[0] == '+')
        read_packet(reader, words);
    else
        reader->reason = "a line cannot start like this";
}

static void read_line(script_reader *reader, const char *line)
{
    GPtrArray *words;

    if (line[strspn(line, " \t")] == '#')
        return;
    words = words_split(line);
    if (words == NULL) {
        reader->reason = "unbalanced quotes";
        return;
    }
    if (words->len > 0)
        read_words(reader, words);
    g_ptr_array_unref(words);
}

static packet_script *new_script(const char *path)
{
    packet_script *self = g_new0(packet_script, 1);

    self->path = g_strdup(path);
    self->port = DEFAULT_SERVER_PORT;
    self->client_port = DEFAULT_CLIENT_PORT;
    self->packets = g_ptr_array_new_with_free_func(free_packet);
    return self;
}

packet_script *script_read(const char *path, char **error)
{
    script_reader reader = {.script = new_script(path)};
    GError *failure = NULL;
    char *text = NULL;
    char **lines;

    if (!g_file_get_contents(path, &text, NULL, &failure)) {
        *error = g_strdup(failure->message);
        g_error_free(failure);
        script_free(reader.script);
        return NULL;
    }
    reader.streams = g_hash_table_new(NULL, NULL);
    lines = g_strsplit(text, "\n", 0);
    for (size_t i = 0; lines[i] != NULL && reader.reason == NULL; i++) {
        reader.line = (unsigned)i + 1;
        read_line(&reader, lines[i]);
    }
    if (reader.reason == NULL && reader.script->packets->len == 0)
        reader.reason = "holds no segment";
    g_strfreev(lines);
    g_free(text);
    g_hash_table_unref(reader.streams);
    if (reader.reason == NULL)
        return reader.script;
    *error = g_strdup_printf("%s:%u: %s", path, reader.line, reader.reason);
    script_free(reader.script);
    return NULL;
}

void script_free(packet_script *self)
{
    g_ptr_array_unref(self->packets);
    g_free(self->path);
    g_free(self);
}
