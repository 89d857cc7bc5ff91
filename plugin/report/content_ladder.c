/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../core/names.h"
#include "content.h"
#include "phrases.h"

static void free_item(void *at)
{
    lf_ladder_item *item = (lf_ladder_item *)at;

    g_free(item->label);
    g_free(item->note);
}

static char *label_of(const lf_verdict *v)
{
    GString *text = g_string_new(NULL);

    lf_phrase_segment(text, v);
    return g_string_free(text, FALSE);
}

static char *note_of(const lf_content *content, const lf_report_connection *c,
                     const lf_report_row *row)
{
    GString *text = g_string_new(NULL);

    lf_report_label(content->report, c, row, text);
    return g_string_free(text, FALSE);
}

static lf_ladder_item item_of(const lf_content *content, const lf_report_connection *c,
                              const lf_report_row *row, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;
    bool known = v->role != LF_ROLE_UNKNOWN;
    lf_ladder_item item = {
        .tone = lf_content_is_unexpected(v) ? LF_TONE_BAD : LF_TONE_PLAIN,
        .frame = row->frame,
        .time_ns = row->time_ns,
        .leftward = segment->from == 1,
        .phase = v->phase,
        .label = label_of(v),
        .note = note_of(content, c, row),
    };

    for (unsigned i = 0; i < 2; i++) {
        item.state[i] = lf_state_name(known ? v->after[i] : LF_ST_UNKNOWN);
        item.changed[i] = known && v->before[i] != v->after[i];
    }
    return item;
}

static lf_ladder_item fold_of(const lf_content *content, const lf_report_connection *c,
                              const lf_report_row *row, const lf_ladder_item *before)
{
    GString *frames = g_string_new(NULL);
    GString *octets = g_string_new(NULL);
    lf_ladder_item item = {
        .tone = LF_TONE_FOLD,
        .frame = row->frame,
        .time_ns = row->time_ns,
        .phase = LF_PH_TRANSFER,
    };

    lf_content_fold(content, c, row, LF_W_FOLD_FRAMES, frames);
    lf_content_fold(content, c, row, LF_W_FOLD_OCTETS, octets);
    item.label = g_string_free(frames, FALSE);
    item.note = g_string_free(octets, FALSE);
    for (unsigned i = 0; i < 2; i++)
        item.state[i] = before == NULL ? lf_state_name(LF_ST_UNKNOWN) : before->state[i];
    return item;
}

static const lf_ladder_item *last_of(const GArray *items)
{
    return items->len == 0 ? NULL : &g_array_index(items, lf_ladder_item, items->len - 1);
}

/* The states before the first line, which is a segment: nothing is folded before sixteen. */
static void begin(lf_ladder *ladder, const lf_report_segment *segment)
{
    const lf_verdict *v = &segment->verdict;

    for (unsigned i = 0; i < 2; i++)
        ladder->start[i] = lf_state_name(v->role == LF_ROLE_UNKNOWN ? LF_ST_UNKNOWN : v->before[i]);
}

static void add_items(const lf_content *content, const lf_report_connection *c,
                      const GArray *segments, lf_ladder *ladder)
{
    for (unsigned i = 0; i < c->rows->len; i++) {
        const lf_report_row *row = &g_array_index(c->rows, lf_report_row, i);
        const lf_report_segment *segment = lf_report_segment_at(segments, i);
        lf_ladder_item item;

        if (row->frames > 1)
            item = fold_of(content, c, row, last_of(ladder->items));
        else if (segment != NULL)
            item = item_of(content, c, row, segment);
        else
            continue;
        if (ladder->items->len == 0 && row->frames == 1)
            begin(ladder, segment);
        g_array_append_val(ladder->items, item);
    }
}

void lf_content_ladder(const lf_content *content, const lf_report_connection *connection,
                       const GArray *segments)
{
    char *title = lf_content_title(content, connection);
    lf_ladder ladder = {
        .title = title,
        .items = g_array_new(FALSE, FALSE, sizeof(lf_ladder_item)),
    };

    g_array_set_clear_func(ladder.items, free_item);
    for (unsigned i = 0; i < 2; i++) {
        ladder.name[i] = lf_role_word(connection, i, content->language);
        ladder.address[i] = lf_address_of(connection, i);
        ladder.start[i] = lf_state_name(LF_ST_UNKNOWN);
    }
    add_items(content, connection, segments, &ladder);
    content->writer->heading(content->out, 3, lf_content_word(content, LF_W_LADDER));
    content->writer->ladder(content->out, &ladder, content->language);
    g_array_free(ladder.items, TRUE);
    g_free(ladder.address[0]);
    g_free(ladder.address[1]);
    g_free(title);
}
