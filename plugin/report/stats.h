/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistics over a whole capture: each connection counts once, by how it stands at its end, each
 * HTTP message once, where it is complete.
 *
 * Every row knows the display filter that selects just what it counts. `labflow.conn.state` and its
 * like say how the connection stands so far, frame by frame, so that for connections the filter
 * names their numbers.
 */
#ifndef LABFLOW_REPORT_STATS_H
#define LABFLOW_REPORT_STATS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "../core/http/message.h"
#include "../core/language.h"
#include "../core/verdict.h"

typedef enum lf_stats_table {
    LF_STATS_OUTCOMES,
    LF_STATS_HANDSHAKES,
    LF_STATS_TEARDOWNS,
    LF_STATS_STATUS,
    LF_STATS_ANSWERS,
    LF_STATS_REASONS,
    LF_STATS_COUNT
} lf_stats_table;

/* How a connection stands. */
typedef struct lf_stats_connection {
    int64_t rtt_ns; /* of the handshake */
    bool seen;
    bool wanted;
    bool has_rtt;
    uint8_t conn_state; /* lf_conn_state, and so on */
    uint8_t handshake_kind;
    uint8_t teardown_kind;
    uint8_t initiator;
    uint8_t close_reason;
} lf_stats_connection;

typedef struct lf_stats_message {
    int64_t latency_ns;
    uint32_t stream;
    uint16_t status; /* 0: none */
    uint8_t outcome; /* lf_http_outcome */
    bool has_latency;
} lf_stats_message;

typedef struct lf_stats {
    GArray *connections; /* lf_stats_connection, by stream */
    GArray *messages;    /* lf_stats_message */
    bool limited;        /* only connections that are `wanted` count */
} lf_stats;

lf_stats *lf_stats_new(void);
void lf_stats_clear(lf_stats *stats);
void lf_stats_free(lf_stats *stats);

/* The next segment of connection `stream`; the last one tells how it stands. */
void lf_stats_segment(lf_stats *stats, uint32_t stream, const lf_verdict *verdict);
void lf_stats_message_done(lf_stats *stats, const lf_stats_message *message);

/* Once this was called, only connections named here count, and their messages. */
void lf_stats_limit(lf_stats *stats);
void lf_stats_want(lf_stats *stats, uint32_t stream);

/* So many ranges of numbers fit into a filter that is still compiled at once. */
#define LF_STATS_RANGES 300

typedef struct lf_stats_row {
    unsigned key;   /* what its connections or messages have in common; stats_rows.c */
    uint32_t count; /* of connections or messages */
    uint32_t timed; /* how many of them have a time */
    int64_t min_ns;
    int64_t max_ns;
    int64_t sum_ns;
    GString *filter;
    uint32_t covered; /* connections that the filter names; fewer than there are: it got too long */
    uint32_t named;   /* connections that it should name */
} lf_stats_row;

/* The rows of a table, lf_stats_row; to be freed with g_array_unref. */
GArray *lf_stats_rows(const lf_stats *stats, lf_stats_table table);

/* stats_text.c: the table's name in -z, its title, the whole of it as aligned text. */
const char *lf_stats_word(lf_stats_table table);
const char *lf_stats_title(lf_stats_table table, lf_language language);
void lf_stats_write(const GArray *rows, lf_stats_table table, lf_language language, GString *out);

/* What the rows of `table` have in common, and its name (stats_rows.c, for stats_text.c). */
bool lf_stats_is_http(lf_stats_table table);
const char *lf_stats_row_name(lf_stats_table table, unsigned key, char buffer[8]);

#endif
