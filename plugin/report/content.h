/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Content: what the report says and in which order, whatever the format.
 */
#ifndef LABFLOW_REPORT_CONTENT_H
#define LABFLOW_REPORT_CONTENT_H

#include "document.h"
#include "model.h"
#include "words.h"

/* Takes what has been written so far and empties it; `done` of `all` connections are in it. */
typedef void (*lf_content_flush)(void *context, GString *written, uint32_t done, uint32_t all);

/* Writes the finished `report`. `flush` is called behind each part, so that no more than one
 * connection is held. */
void lf_content_write(const lf_report *report, const lf_writer *writer, lf_content_flush flush,
                      void *context);

/* Where a part of the document is written to. Private to content*.c. */
typedef struct lf_content {
    const lf_report *report;
    const lf_writer *writer;
    lf_language language;
    GString *out;
} lf_content;

/* Which segments a table shows: SYNs and what completes or refuses them; what comes between; FINs,
 * RSTs and everything after. */
typedef enum lf_content_part { LF_PART_OPENING, LF_PART_TRANSFER, LF_PART_CLOSING } lf_content_part;

/* content_connection.c: everything about one connection. */
void lf_content_connection(const lf_content *content, const lf_report_connection *connection);
/* `exchanges` and `segments` below are lf_report_exchanges and lf_report_segments of it. */
/* content_facts.c: its verdict, when it was, its ends. */
void lf_content_facts(const lf_content *content, const lf_report_connection *connection,
                      const GArray *exchanges);
/* content_segments.c: the table of that part with its heading. False: there is none, and nothing is
 * written. */
bool lf_content_segments(const lf_content *content, const lf_report_connection *connection,
                         const GArray *segments, lf_content_part part, const char *heading);
/* content_http.c: its exchanges. */
void lf_content_exchanges(const lf_content *content, const lf_report_connection *connection,
                          const GArray *exchanges);
/* content_ladder.c */
void lf_content_ladder(const lf_content *content, const lf_report_connection *connection,
                       const GArray *segments);
/* content_timeline.c: page loads across connections. */
void lf_content_timelines(const lf_content *content);
/* content_totals.c */
void lf_content_totals(const lf_content *content);

/* "Connection 0: client -> server". To be freed. */
char *lf_content_title(const lf_content *content, const lf_report_connection *connection);
/* What a fold stands for, as `word` has it: {frames} {first} {last} {left} {forth} {right} {back}.
 * Appended. */
void lf_content_fold(const lf_content *content, const lf_report_connection *connection,
                     const lf_report_row *row, lf_word word, GString *text);

/* Whether a number of the segment is not what it should be. */
static inline bool lf_content_is_unexpected(const lf_verdict *v)
{
    return v->seq_verdict == LF_SEQ_RETRANSMISSION || v->seq_verdict == LF_SEQ_OVERLAP ||
           v->seq_verdict == LF_SEQ_GAP || v->ack_verdict == LF_ACK_AHEAD;
}

static inline const char *lf_content_word(const lf_content *content, lf_word word)
{
    return lf_word_in(word, content->language);
}

#endif
