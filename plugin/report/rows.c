/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rows.h"

#include <string.h>

#define TAIL  2
#define LEAST 4 /* fewer are not folded: nothing would be won */

/* So many lines a connection may have before lines of that weight are folded: what can be read on a
 * page or two. A storm of SYNs or FINs is folded, too, in the end. */
static const unsigned room[] = {
    [LF_WEIGHT_PLAIN] = 16,
    [LF_WEIGHT_KEY] = 60,
    [LF_WEIGHT_STEP] = 120,
};

/* Lines that are held back. */
struct lf_folder {
    lf_report_row fold; /* frames == 0: none */
    lf_report_row tail[TAIL + LEAST];
    unsigned count;
};

static void become_fold(lf_report_row *row)
{
    lf_report_row one = *row;

    row->fold.octets[one.one.from] = one.one.len;
    row->fold.octets[1 - one.one.from] = 0;
    row->fold.sent[one.one.from] = 1;
    row->fold.sent[1 - one.one.from] = 0;
    row->fold.last_frame = one.frame;
    row->fold.last_ns = one.time_ns;
}

static void fold_in(lf_report_row *fold, const lf_report_row *row)
{
    if (fold->frames == 0) {
        *fold = *row;
        return;
    }
    if (fold->frames == 1)
        become_fold(fold);
    fold->frames++;
    fold->fold.octets[row->one.from] += row->one.len;
    fold->fold.sent[row->one.from]++;
    fold->fold.last_frame = row->frame;
    fold->fold.last_ns = row->time_ns;
}

static void hold(lf_report_connection *connection, const lf_report_row *row)
{
    struct lf_folder *folder = connection->folder;

    if (folder == NULL)
        connection->folder = folder = g_new0(struct lf_folder, 1);
    folder->tail[folder->count++] = *row;
    if (folder->fold.frames == 0 && folder->count < G_N_ELEMENTS(folder->tail))
        return;
    for (unsigned i = 0; i < folder->count - TAIL; i++)
        fold_in(&folder->fold, &folder->tail[i]);
    memmove(folder->tail, folder->tail + folder->count - TAIL, TAIL * sizeof *row);
    folder->count = TAIL;
}

static void let_go(lf_report_connection *connection)
{
    struct lf_folder *folder = connection->folder;

    if (folder == NULL)
        return;
    if (folder->fold.frames > 0)
        g_array_append_val(connection->rows, folder->fold);
    g_array_append_vals(connection->rows, folder->tail, folder->count);
    folder->fold.frames = 0;
    folder->count = 0;
}

void lf_rows_add(lf_report_connection *connection, const lf_report_row *row, lf_weight weight)
{
    if (connection->rows->len >= room[weight]) {
        hold(connection, row);
        return;
    }
    let_go(connection);
    g_array_append_val(connection->rows, *row);
}

void lf_rows_finish(lf_report_connection *connection)
{
    let_go(connection);
    g_free(connection->folder);
    connection->folder = NULL;
}
