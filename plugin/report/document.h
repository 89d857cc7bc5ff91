/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Document: what a report is made of, and how a format writes it.
 *
 * content.c says what the report holds, once; each writer says how that looks in its format. All
 * texts are UTF-8 and may come from the capture: a writer escapes whatever it is given.
 */
#ifndef LABFLOW_REPORT_DOCUMENT_H
#define LABFLOW_REPORT_DOCUMENT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "../core/language.h"
#include "../core/verdict.h"

/* How a line of a table, an arrow or a paragraph stands out, never by colour alone. */
typedef enum lf_tone {
    LF_TONE_PLAIN,
    LF_TONE_GOOD,
    LF_TONE_BAD,  /* not as expected */
    LF_TONE_FOLD, /* stands for several */
} lf_tone;

typedef struct lf_column {
    const char *title;
    bool right; /* aligned to the right: numbers */
} lf_column;

/* A table with its cells, row by row. */
typedef struct lf_table {
    const char *caption; /* NULL: none */
    const lf_column *columns;
    unsigned width; /* columns */
    GString *text;  /* of all cells, a NUL between them */
    GArray *cells;  /* size_t: where each begins in it; a multiple of `width` once complete */
    GArray *tones;  /* lf_tone of each row */
} lf_table;

/* table.c. `columns` and `caption` must live as long as the table. */
void lf_table_start(lf_table *table, const char *caption, const lf_column *columns, unsigned width);
void lf_table_row(lf_table *table, lf_tone tone);
/* The next cell of the row begun last; NULL is an empty one. */
void lf_table_cell(lf_table *table, const char *text);
void lf_table_cellf(lf_table *table, const char *format, ...) G_GNUC_PRINTF(2, 3);
void lf_table_number(lf_table *table, uint64_t number);
/* The next cell, to be put together: whatever is appended to the text that is returned, until the
 * next call for this table. Other cells stand before it. */
GString *lf_table_open(lf_table *table);
unsigned lf_table_rows(const lf_table *table);
const char *lf_table_at(const lf_table *table, unsigned row, unsigned column);
lf_tone lf_table_tone(const lf_table *table, unsigned row);
void lf_table_free(lf_table *table);

/* One line of the ladder: a segment as an arrow, or a fold. */
typedef struct lf_ladder_item {
    lf_tone tone;    /* LF_TONE_FOLD: several segments */
    uint32_t frame;  /* the first */
    int64_t time_ns; /* since the capture's first frame */
    bool leftward;   /* the arrow points from the server (right) to the client (left) */
    lf_phase phase;
    char *label;          /* "SYN, ACK seq=0 ack=1"; of a fold: what it stands for */
    char *note;           /* what it carries of HTTP, from the capture; "": nothing */
    const char *state[2]; /* the ends' states afterwards, left and right */
    bool changed[2];      /* by this segment */
} lf_ladder_item;

typedef struct lf_ladder {
    const char *title;    /* "Connection 0" */
    const char *name[2];  /* "client", "server" */
    char *address[2];     /* "192.0.2.10:59322" */
    const char *start[2]; /* states before the first line */
    GArray *items;        /* lf_ladder_item */
} lf_ladder;

/* One bar of the page-load timeline. */
typedef struct lf_timeline_bar {
    uint32_t stream; /* the connection */
    bool connection; /* the bar is the connection itself; else a request on it */
    char *label;     /* "GET /a.css", from the capture */
    char *result;    /* "200 OK", from the capture; "": none */
    lf_tone tone;
    int64_t start_ns;  /* since the capture's first frame */
    int64_t answer_ns; /* the first octet of the response, behind end_ns where none came; of a
                          connection: it is established */
    int64_t end_ns;
} lf_timeline_bar;

typedef struct lf_timeline {
    const char *title; /* from the capture: the site's name */
    int64_t start_ns;  /* of what is drawn */
    int64_t end_ns;
    GArray *bars; /* lf_timeline_bar */
    char *rest;   /* what was left out, in words; NULL: nothing */
} lf_timeline;

/* A format. Everything is appended to `out`. */
typedef struct lf_writer {
    void (*begin)(GString *out, const char *title, lf_language language);
    void (*heading)(GString *out, unsigned level, const char *text); /* 2 to 4 */
    void (*paragraph)(GString *out, lf_tone tone, const char *text);
    void (*table)(GString *out, const lf_table *table);
    void (*ladder)(GString *out, const lf_ladder *ladder, lf_language language);
    void (*timeline)(GString *out, const lf_timeline *timeline, lf_language language);
    void (*end)(GString *out);
    bool sentences; /* a table may hold a column of whole sentences */
} lf_writer;

extern const lf_writer lf_writer_text;     /* text*.c */
extern const lf_writer lf_writer_markdown; /* markdown.c, mermaid.c */
extern const lf_writer lf_writer_html;     /* html*.c, svg*.c */

#endif
