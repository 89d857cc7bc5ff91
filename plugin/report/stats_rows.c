/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats.h"

#include "../core/names.h"

#define STATUS_END 1000 /* three digits */
#define ROLES      (LF_ROLE_UNKNOWN + 1u)

/* One of the tables: what its rows are about. One of `of_connection` and `of_message` is set. */
typedef struct lf_stats_kind {
    unsigned keys; /* they are below this */
    unsigned (*of_connection)(const lf_stats_connection *connection);
    unsigned (*of_message)(const lf_stats_message *message);
    unsigned none;     /* messages with this key do not count */
    const char *field; /* of messages, for the filter */
    bool quoted;
} lf_stats_kind;

/* The set of a row's connections while it is put together: they come in rising order. */
typedef struct lf_stats_set {
    GString *text; /* the ranges that are complete */
    uint32_t first;
    uint32_t last;
    uint32_t ranges;
    uint32_t named;
    uint32_t covered;
} lf_stats_set;

static unsigned outcome_of(const lf_stats_connection *c)
{
    return c->conn_state;
}

static unsigned handshake_of(const lf_stats_connection *c)
{
    return c->handshake_kind;
}

static unsigned teardown_of(const lf_stats_connection *c)
{
    return c->teardown_kind * ROLES + c->initiator;
}

static unsigned reason_of(const lf_stats_connection *c)
{
    return c->close_reason;
}

static unsigned status_of(const lf_stats_message *m)
{
    return m->status < STATUS_END ? m->status : 0;
}

static unsigned answer_of(const lf_stats_message *m)
{
    return m->outcome;
}

static const lf_stats_kind kinds[LF_STATS_COUNT] = {
    [LF_STATS_OUTCOMES] = {.keys = LF_CS_COUNT, .of_connection = outcome_of},
    [LF_STATS_HANDSHAKES] = {.keys = LF_HS_COUNT, .of_connection = handshake_of},
    [LF_STATS_TEARDOWNS] = {.keys = LF_TD_COUNT * ROLES, .of_connection = teardown_of},
    [LF_STATS_STATUS] = {.keys = STATUS_END,
                         .of_message = status_of,
                         .none = 0,
                         .field = "labflow.http.status"},
    [LF_STATS_ANSWERS] = {.keys = LF_OUT_COUNT,
                          .of_message = answer_of,
                          .none = LF_OUT_NONE,
                          .field = "labflow.http.outcome",
                          .quoted = true},
    [LF_STATS_REASONS] = {.keys = LF_CLOSE_COUNT, .of_connection = reason_of},
};

bool lf_stats_is_http(lf_stats_table table)
{
    return kinds[table].of_message != NULL;
}

const char *lf_stats_row_name(lf_stats_table table, unsigned key, char buffer[8])
{
    switch (table) {
    case LF_STATS_OUTCOMES:
        return lf_conn_state_name((lf_conn_state)key);
    case LF_STATS_HANDSHAKES:
        return lf_handshake_kind_name((lf_handshake_kind)key);
    case LF_STATS_TEARDOWNS:
        return lf_teardown_kind_name((lf_teardown_kind)(key / ROLES));
    case LF_STATS_ANSWERS:
        return lf_http_outcome_name((lf_http_outcome)key);
    case LF_STATS_REASONS:
        return lf_close_reason_name((lf_close_reason)key);
    default:
        g_snprintf(buffer, 8, "%u", key);
        return buffer;
    }
}

static void end_range(lf_stats_set *set)
{
    if (set->ranges == 0 || set->ranges > LF_STATS_RANGES)
        return;
    g_string_append_printf(set->text, set->text->len == 0 ? "%u" : ", %u", set->first);
    if (set->last != set->first)
        g_string_append_printf(set->text, "..%u", set->last);
    set->covered += set->last - set->first + 1;
}

static void put_into(lf_stats_set *set, uint32_t stream)
{
    if (set->text == NULL)
        set->text = g_string_new(NULL);
    set->named++;
    if (set->ranges > 0 && stream == set->last + 1) {
        set->last = stream;
        return;
    }
    end_range(set);
    set->ranges++;
    set->first = set->last = stream;
}

/* Moves the set into the row, as a filter. */
static void write_set(lf_stats_set *set, lf_stats_row *row)
{
    if (set->text == NULL)
        return;
    end_range(set);
    if (row->filter->len > 0)
        g_string_append(row->filter, " && ");
    g_string_append_printf(row->filter,
                           set->covered == 1 ? "labflow.stream == %s" : "labflow.stream in {%s}",
                           set->text->str);
    row->covered = set->covered;
    row->named = set->named;
    g_string_free(set->text, TRUE);
    *set = (lf_stats_set){0};
}

static void add_time(lf_stats_row *row, int64_t ns)
{
    if (row->timed == 0 || ns < row->min_ns)
        row->min_ns = ns;
    if (row->timed == 0 || ns > row->max_ns)
        row->max_ns = ns;
    row->sum_ns += ns;
    row->timed++;
}

static bool counts(const lf_stats *stats, const lf_stats_connection *c)
{
    return c->seen && (c->wanted || !stats->limited);
}

static void count_connections(const lf_stats *stats, const lf_stats_kind *kind, lf_stats_row *rows,
                              lf_stats_set *sets)
{
    for (uint32_t stream = 0; stream < stats->connections->len; stream++) {
        const lf_stats_connection *c =
            &g_array_index(stats->connections, lf_stats_connection, stream);
        unsigned key;

        if (!counts(stats, c))
            continue;
        key = kind->of_connection(c);
        rows[key].count++;
        if (c->has_rtt)
            add_time(&rows[key], c->rtt_ns);
        put_into(&sets[key], stream);
    }
}

static void count_messages(const lf_stats *stats, const lf_stats_kind *kind, lf_stats_row *rows)
{
    for (unsigned i = 0; i < stats->messages->len; i++) {
        const lf_stats_message *m = &g_array_index(stats->messages, lf_stats_message, i);
        unsigned key = kind->of_message(m);

        if (key == kind->none ||
            !counts(stats, &g_array_index(stats->connections, lf_stats_connection, m->stream)))
            continue;
        rows[key].count++;
        if (m->has_latency)
            add_time(&rows[key], m->latency_ns);
    }
}

/* Every connection that counts: what the messages of a limited table must belong to. */
static void put_all(const lf_stats *stats, lf_stats_set *set)
{
    for (uint32_t stream = 0; stream < stats->connections->len; stream++) {
        if (counts(stats, &g_array_index(stats->connections, lf_stats_connection, stream)))
            put_into(set, stream);
    }
}

static void write_filter(const lf_stats *stats, lf_stats_table table, lf_stats_row *row,
                         lf_stats_set *set)
{
    const lf_stats_kind *kind = &kinds[table];
    char buffer[8];

    row->filter = g_string_new(NULL);
    if (kind->field != NULL)
        g_string_append_printf(row->filter, kind->quoted ? "%s == \"%s\"" : "%s == %s", kind->field,
                               lf_stats_row_name(table, row->key, buffer));
    if (kind->field != NULL && stats->limited)
        put_all(stats, set);
    write_set(set, row);
}

static void free_row(void *row)
{
    g_string_free(((lf_stats_row *)row)->filter, TRUE);
}

GArray *lf_stats_rows(const lf_stats *stats, lf_stats_table table)
{
    const lf_stats_kind *kind = &kinds[table];
    GArray *list = g_array_new(FALSE, FALSE, sizeof(lf_stats_row));
    lf_stats_row *rows = g_new0(lf_stats_row, kind->keys);
    lf_stats_set *sets = g_new0(lf_stats_set, kind->keys);

    g_array_set_clear_func(list, free_row);
    if (kind->of_connection != NULL)
        count_connections(stats, kind, rows, sets);
    else
        count_messages(stats, kind, rows);
    for (unsigned key = 0; key < kind->keys; key++) {
        if (rows[key].count == 0)
            continue;
        rows[key].key = key;
        write_filter(stats, table, &rows[key], &sets[key]);
        g_array_append_val(list, rows[key]);
    }
    g_free(sets);
    g_free(rows);
    return list;
}
