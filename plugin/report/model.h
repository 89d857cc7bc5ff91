/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Model: what a report says, connection by connection, gathered segment by segment.
 *
 * The verdicts and messages themselves stay where they are (keep.h, store.h); here is only what
 * ties them to connections, and which of the segments are worth a line of their own. Long stretches
 * without anything new are folded while they are gathered, so that a connection takes no more room
 * than its part of the printed report.
 */
#ifndef LABFLOW_REPORT_MODEL_H
#define LABFLOW_REPORT_MODEL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "../core/http/http.h"
#include "../core/keep.h"
#include "../core/language.h"
#include "../core/tracker.h"

/* Where the report looks things up. `http` and `page` are NULL while labflow.http is off. */
typedef struct lf_report_source {
    const lf_tracker *tracker;
    const lf_keep *keep;
    const lf_http *http;
    const lf_page *page;
    lf_language language;
} lf_report_source;

/* One captured segment on its way into the report. */
typedef struct lf_report_input {
    uint32_t stream;
    uint32_t record; /* of lf_keep */
    uint32_t frame;
    uint32_t frame_octets;  /* as sent, with every header */
    int64_t time_ns;        /* since the first frame of the capture */
    const char *address[2]; /* of the sender and the receiver, as text; needed where lf_report_knows
                               says no */
    bool cut;               /* the capture does not hold every octet of it */
    const lf_segment *segment; /* its header */
    const lf_verdict *verdict; /* complete, `flags` and `len` included */
} lf_report_input;

/* A line: one segment, or several folded into one. */
typedef struct lf_report_row {
    int64_t time_ns; /* of the first */
    uint32_t frame;  /* the first */
    uint32_t frames; /* how many: 1 is a segment, more a fold */
    union {
        struct {
            uint32_t record;
            uint32_t len;
            uint32_t end;    /* sequence number, raw, behind its payload */
            uint16_t window; /* as in the header */
            uint8_t flags;
            uint8_t from; /* index into lf_report_connection.end */
        } one;
        struct {
            uint64_t octets[2]; /* of payload, by the end that sent it */
            uint32_t sent[2];   /* segments */
            uint32_t last_frame;
            int64_t last_ns;
        } fold;
    };
} lf_report_row;

#define LF_NOTE_FRAMES 6

/* An anomaly of the connection, and the first frames that show it. */
typedef struct lf_report_note {
    bool http; /* `id` is an lf_http_anomaly, else an lf_anomaly */
    uint8_t id;
    uint32_t count;
    uint32_t frame[LF_NOTE_FRAMES];
} lf_report_note;

typedef struct lf_report_end {
    char *address;
    uint16_t port;
    uint32_t segments;
    uint64_t octets;  /* of payload, retransmissions included */
    uint64_t on_wire; /* of whole frames */
} lf_report_end;

#define LF_NO_TIME INT64_MIN

typedef struct lf_report_connection {
    uint32_t stream;
    uint32_t first_frame;
    uint32_t last_frame;
    uint32_t last_record;
    int64_t first_ns;
    int64_t last_ns;
    lf_report_end end[2]; /* [0] sent the first segment */
    uint8_t first_dir;    /* lf_segment.dir of end[0] */
    uint8_t client;       /* index into `end`; 2: nobody knows */
    bool guessed;         /* the roles are inferred */
    bool wanted;          /* a frame of it passes the filter */
    int64_t syn_ns;       /* handshake steps 1 to 3; LF_NO_TIME: not in the capture */
    int64_t syn_ack_ns;
    int64_t complete_ns;
    uint32_t seq[LF_SEQ_COUNT]; /* segments by verdict */
    uint32_t ack[LF_ACK_COUNT];
    uint32_t duplicate_acks;
    uint32_t cut;     /* segments of which the capture does not hold every octet */
    GArray *rows;     /* lf_report_row, in order */
    GArray *notes;    /* lf_report_note, in order of the first frame; NULL: none */
    GArray *messages; /* uint32_t: numbers of lf_store plus 1, in the order in which they are
                         complete; NULL: none */
    struct lf_folder *folder; /* private to rows.c */
} lf_report_connection;

typedef struct lf_report {
    lf_report_source source;
    GPtrArray *connections; /* by stream; NULL where there is none */
    uint32_t count;         /* of connections */
    uint64_t segments;
    int64_t start_ns; /* of the capture's first frame, since 1970 UTC; LF_NO_TIME: not known */
    int64_t zero_ns;  /* the same as lf_segment.time_ns counts */
    bool filtered;    /* only connections that are `wanted` are shown */
    bool finished;    /* lf_report_finish was called */
} lf_report;

lf_report *lf_report_new(const lf_report_source *source);
void lf_report_free(lf_report *report);

bool lf_report_knows(const lf_report *report, uint32_t stream);

/* The next segment, in capture order. */
void lf_report_add(lf_report *report, const lf_report_input *input);

/* A frame of this connection passes the filter. Before or after lf_report_add. */
void lf_report_want(lf_report *report, uint32_t stream);

/* The whole capture has been read: adds what only its end shows. Once. */
void lf_report_finish(lf_report *report);

/* The connection number `at` (from 0) in order of streams; NULL where there is none to be shown. */
const lf_report_connection *lf_report_at(const lf_report *report, unsigned at);

/* How many connections there are to be shown. */
uint32_t lf_report_shown(const lf_report *report);

/* A line's segment with everything known of it. */
typedef struct lf_report_segment {
    lf_verdict verdict;
    bool known;
    uint32_t acked_in; /* 0: nobody */
    unsigned from; /* 0: sent by the client (or, with unknown roles, by end[0]); 1: by the other */
} lf_report_segment;

/* False for a fold, and where nothing is known. */
bool lf_report_segment_of(const lf_report *report, const lf_report_connection *connection,
                          const lf_report_row *row, lf_report_segment *out);

/* The same for every row: lf_report_segment, void where `known` is not set. To be freed. */
GArray *lf_report_segments(const lf_report *report, const lf_report_connection *connection);

/* Of lf_report_segments; NULL: nothing is known. */
static inline const lf_report_segment *lf_report_segment_at(const GArray *segments, unsigned row)
{
    const lf_report_segment *segment = &g_array_index(segments, lf_report_segment, row);

    return segment->known ? segment : NULL;
}

/* The last verdict of the connection: how it stands. */
void lf_report_last(const lf_report *report, const lf_report_connection *connection,
                    lf_verdict *out);

/* Who aborted the connection, as in lf_report_side: the sender of the first RST that did; 2:
 * nobody, or nobody knows. `last` is what lf_report_last gives. */
unsigned lf_report_aborter(const lf_report *report, const lf_report_connection *connection,
                           const lf_verdict *last);

/* The initial sequence number of that side, raw; false: the capture does not show it. */
bool lf_report_initial(const lf_report *report, const lf_report_connection *connection,
                       unsigned role, uint32_t *number);

/* Index into `end` of the client (0) and the server (1); with unknown roles the order of `end`. */
unsigned lf_report_side(const lf_report_connection *connection, unsigned role);

/* A request, its final response, or both. */
typedef struct lf_report_exchange {
    bool has_request;
    bool has_response;
    bool beside;     /* an interim response, or the first octets of another protocol: the exchange
                        itself, which holds the request, is another one */
    bool unanswered; /* the capture shows that nobody answers */
    lf_message request;
    lf_message response; /* or the first octets of another protocol, or an interim response */
} lf_report_exchange;

/* The exchanges of the connection, in order: lf_report_exchange. To be freed. */
GArray *lf_report_exchanges(const lf_report *report, const lf_report_connection *connection);

static inline const lf_report_exchange *lf_report_exchange_at(const GArray *exchanges, unsigned at)
{
    return &g_array_index(exchanges, lf_report_exchange, at);
}

/* "GET /page", "200 OK", the protocol that took over: from the capture. Appended. */
void lf_report_name(const lf_message *message, GString *out);

/* A short word for what the segment of `row` carries of HTTP ("GET /page", "200 OK"): from the
 * capture, so it may hold anything printable. Appends nothing where it begins or ends no message.
 */
void lf_report_label(const lf_report *report, const lf_report_connection *connection,
                     const lf_report_row *row, GString *out);

#endif
