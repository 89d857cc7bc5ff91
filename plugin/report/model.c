/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <string.h>

#include "rows.h"

#define NOBODY 2

lf_report *lf_report_new(const lf_report_source *source)
{
    lf_report *report = g_new0(lf_report, 1);

    report->source = *source;
    report->start_ns = LF_NO_TIME;
    report->connections = g_ptr_array_new();
    return report;
}

static void free_array(GArray *array)
{
    if (array != NULL)
        g_array_free(array, TRUE);
}

static void free_connection(lf_report_connection *connection)
{
    if (connection == NULL)
        return;
    free_array(connection->rows);
    free_array(connection->notes);
    free_array(connection->messages);
    g_free(connection->folder);
    g_free(connection->end[0].address);
    g_free(connection->end[1].address);
    g_free(connection);
}

void lf_report_free(lf_report *report)
{
    if (report == NULL)
        return;
    for (unsigned i = 0; i < report->connections->len; i++)
        free_connection((lf_report_connection *)report->connections->pdata[i]);
    g_ptr_array_free(report->connections, TRUE);
    g_free(report);
}

static lf_report_connection *find(const lf_report *report, uint32_t stream)
{
    if (stream >= report->connections->len)
        return NULL;
    return (lf_report_connection *)report->connections->pdata[stream];
}

static lf_report_connection *find_or_add(lf_report *report, uint32_t stream)
{
    lf_report_connection *connection = find(report, stream);

    if (connection != NULL)
        return connection;
    if (stream >= report->connections->len)
        g_ptr_array_set_size(report->connections, (int)stream + 1);
    connection = g_new0(lf_report_connection, 1);
    *connection = (lf_report_connection){
        .stream = stream,
        .client = NOBODY,
        .syn_ns = LF_NO_TIME,
        .syn_ack_ns = LF_NO_TIME,
        .complete_ns = LF_NO_TIME,
        .rows = g_array_new(FALSE, FALSE, sizeof(lf_report_row)),
    };
    report->connections->pdata[stream] = connection;
    return connection;
}

bool lf_report_knows(const lf_report *report, uint32_t stream)
{
    const lf_report_connection *connection = find(report, stream);

    return connection != NULL && connection->first_frame != 0;
}

void lf_report_want(lf_report *report, uint32_t stream)
{
    find_or_add(report, stream)->wanted = true;
}

static void begin(lf_report *report, lf_report_connection *c, const lf_report_input *input)
{
    report->count++;
    c->first_frame = input->frame;
    c->first_ns = input->time_ns;
    c->first_dir = input->segment->dir;
    c->end[0].address = g_strdup(input->address[0]);
    c->end[1].address = g_strdup(input->address[1]);
    c->end[0].port = input->segment->src_port;
    c->end[1].port = input->segment->dst_port;
}

static void note(lf_report_connection *c, bool http, unsigned id, uint32_t frame)
{
    lf_report_note fresh = {.http = http, .id = (uint8_t)id, .count = 1, .frame = {frame}};

    if (c->notes == NULL)
        c->notes = g_array_new(FALSE, FALSE, sizeof(lf_report_note));
    for (unsigned i = 0; i < c->notes->len; i++) {
        lf_report_note *known = &g_array_index(c->notes, lf_report_note, i);

        if (known->http != http || known->id != id)
            continue;
        if (known->count <= LF_NOTE_FRAMES && known->frame[known->count - 1] == frame)
            return; /* several messages of one frame */
        if (known->count < LF_NOTE_FRAMES)
            known->frame[known->count] = frame;
        known->count++;
        return;
    }
    g_array_append_val(c->notes, fresh);
}

static void note_all(lf_report_connection *c, bool http, uint64_t bits, uint32_t frame)
{
    for (unsigned id = 0; bits >> id != 0; id++) {
        if ((bits >> id & 1) != 0)
            note(c, http, id, frame);
        if (id == 63)
            return;
    }
}

/* Of a SYN that was sent again the first counts, as labflow.handshake.rtt has it; of a SYN+ACK the
 * last before the ACK. */
static void time_handshake(lf_report_connection *c, const lf_verdict *verdict, int64_t time_ns)
{
    bool open = c->complete_ns == LF_NO_TIME;

    if (verdict->handshake_step == 1 && c->syn_ns == LF_NO_TIME)
        c->syn_ns = time_ns;
    if (verdict->handshake_step == 2 && open)
        c->syn_ack_ns = time_ns;
    if (verdict->handshake_step == 3 && open)
        c->complete_ns = time_ns;
    if (verdict->has_rtt && open) {
        c->complete_ns = time_ns;
        c->syn_ns = time_ns - verdict->rtt_ns;
    }
}

static void learn_roles(lf_report_connection *c, const lf_verdict *verdict, uint8_t from)
{
    if (verdict->role == LF_ROLE_UNKNOWN)
        return;
    c->client = verdict->role == LF_CLIENT ? from : (uint8_t)(1 - from);
    c->guessed = verdict->role_guessed;
}

static void count(lf_report_connection *c, const lf_report_input *input, uint8_t from)
{
    const lf_verdict *verdict = input->verdict;

    c->end[from].segments++;
    c->end[from].octets += verdict->len;
    c->end[from].on_wire += input->frame_octets;
    c->seq[verdict->seq_verdict]++;
    c->ack[verdict->ack_verdict]++;
    c->duplicate_acks += verdict->ack_duplicate ? 1 : 0;
    c->last_frame = input->frame;
    c->last_record = input->record;
    c->last_ns = input->time_ns;
}

static bool is_expected(const lf_verdict *verdict)
{
    const uint64_t usual = LF_AN_BIT(DUPLICATE_ACK);

    return (verdict->seq_verdict == LF_SEQ_MATCH || verdict->seq_verdict == LF_SEQ_UNKNOWN) &&
           verdict->ack_verdict != LF_ACK_AHEAD && (verdict->anomalies & ~usual) == 0;
}

static void add_message(lf_report_connection *c, uint32_t number)
{
    if (c->messages == NULL)
        c->messages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (unsigned i = c->messages->len; i > 0 && c->messages->len - i < 8; i--) {
        if (g_array_index(c->messages, uint32_t, i - 1) == number)
            return;
    }
    g_array_append_val(c->messages, number);
}

/* The messages that begin or end with this segment; whether there are any. */
static bool take_messages(const lf_report *report, lf_report_connection *c,
                          const lf_report_input *input)
{
    const lf_segment *segment = input->segment;
    const lf_message *message;
    lf_http_walk walk;
    bool any = false;

    if (report->source.http == NULL)
        return false;
    lf_http_walk_start(&walk, report->source.http, input->record, input->frame,
                       segment->seq + segment->len);
    while ((message = lf_http_walk_next(&walk)) != NULL) {
        if (message->done_frame != input->frame && message->first_frame != input->frame)
            continue;
        add_message(c, walk.number);
        any = true;
        if (message->done_frame == input->frame)
            note_all(c, true, message->anomalies, input->frame);
    }
    note_all(c, true, lf_http_notes(report->source.http, input->record), input->frame);
    return any;
}

static lf_weight weigh(const lf_verdict *verdict, bool message)
{
    if (verdict->phase == LF_PH_CLOSED)
        return LF_WEIGHT_PLAIN;
    if (verdict->phase != LF_PH_TRANSFER)
        return LF_WEIGHT_STEP;
    return message || !is_expected(verdict) ? LF_WEIGHT_KEY : LF_WEIGHT_PLAIN;
}

void lf_report_add(lf_report *report, const lf_report_input *input)
{
    lf_report_connection *c = find_or_add(report, input->stream);
    const lf_segment *segment = input->segment;
    const lf_verdict *verdict = input->verdict;
    lf_report_row row = {.time_ns = input->time_ns, .frame = input->frame, .frames = 1};
    bool message;

    report->segments++;
    if (c->first_frame == 0)
        begin(report, c, input);
    row.one.from = segment->dir == c->first_dir ? 0 : 1;
    row.one.record = input->record;
    row.one.len = verdict->len;
    row.one.end = segment->seq + segment->len;
    row.one.flags = verdict->flags;
    row.one.window = segment->window;
    c->cut += input->cut ? 1 : 0;
    learn_roles(c, verdict, row.one.from);
    count(c, input, row.one.from);
    time_handshake(c, verdict, input->time_ns);
    note_all(c, false, verdict->anomalies, input->frame);
    message = take_messages(report, c, input);
    lf_rows_add(c, &row, weigh(verdict, message));
}

static void note_unanswered(const lf_report *report, lf_report_connection *c)
{
    for (unsigned i = 0; c->messages != NULL && i < c->messages->len; i++) {
        lf_message message;

        lf_http_message(report->source.http, g_array_index(c->messages, uint32_t, i), &message);
        if (lf_http_is_unanswered(report->source.http, c->stream, &message))
            note(c, true, LF_HA_REQUEST_UNANSWERED,
                 message.done_frame != 0 ? message.done_frame : message.first_frame);
    }
}

void lf_report_finish(lf_report *report)
{
    if (report->finished)
        return;
    report->finished = true;
    for (unsigned i = 0; i < report->connections->len; i++) {
        lf_report_connection *c = (lf_report_connection *)report->connections->pdata[i];

        if (c == NULL || c->first_frame == 0)
            continue;
        lf_rows_finish(c);
        note_all(c, false,
                 lf_tracker_final_anomalies(report->source.tracker, c->stream, c->last_frame),
                 c->last_frame);
        note_unanswered(report, c);
    }
}

const lf_report_connection *lf_report_at(const lf_report *report, unsigned at)
{
    const lf_report_connection *c = find(report, at);

    if (c == NULL || c->first_frame == 0 || (report->filtered && !c->wanted))
        return NULL;
    return c;
}

uint32_t lf_report_shown(const lf_report *report)
{
    uint32_t shown = 0;

    for (unsigned at = 0; at < report->connections->len; at++)
        shown += lf_report_at(report, at) != NULL ? 1 : 0;
    return shown;
}

bool lf_report_segment_of(const lf_report *report, const lf_report_connection *connection,
                          const lf_report_row *row, lf_report_segment *out)
{
    const lf_keep *keep = report->source.keep;
    uint32_t stream;

    if (row->frames != 1 || !lf_keep_get(keep, row->one.record, row->frame, &stream, &out->verdict))
        return false;
    out->verdict.flags = row->one.flags;
    out->verdict.len = row->one.len;
    lf_verdict_add_later(&out->verdict,
                         lf_tracker_final_anomalies(report->source.tracker, stream, row->frame));
    out->acked_in = lf_keep_acked_in(keep, row->one.record, row->frame);
    out->from = row->one.from == lf_report_side(connection, 0) ? 0 : 1;
    out->known = true;
    return true;
}

GArray *lf_report_segments(const lf_report *report, const lf_report_connection *connection)
{
    unsigned count = connection->rows->len;
    GArray *segments = g_array_sized_new(FALSE, TRUE, sizeof(lf_report_segment), count);

    g_array_set_size(segments, count);
    for (unsigned i = 0; i < count; i++)
        lf_report_segment_of(report, connection, &g_array_index(connection->rows, lf_report_row, i),
                             &g_array_index(segments, lf_report_segment, i));
    return segments;
}

void lf_report_last(const lf_report *report, const lf_report_connection *connection,
                    lf_verdict *out)
{
    uint32_t stream;

    memset(out, 0, sizeof *out);
    out->conn_history = "";
    out->role = out->teardown_initiator = LF_ROLE_UNKNOWN;
    lf_keep_get(report->source.keep, connection->last_record, connection->last_frame, &stream, out);
}

unsigned lf_report_side(const lf_report_connection *connection, unsigned role)
{
    return connection->client == NOBODY ? role : connection->client ^ role;
}

unsigned lf_report_aborter(const lf_report *report, const lf_report_connection *connection,
                           const lf_verdict *last)
{
    if (last->teardown_kind != LF_TD_RESET)
        return NOBODY;
    for (unsigned i = 0; i < connection->rows->len; i++) {
        const lf_report_row *row = &g_array_index(connection->rows, lf_report_row, i);
        lf_report_segment segment;

        if (lf_report_segment_of(report, connection, row, &segment) &&
            segment.verdict.phase == LF_PH_RESET)
            return segment.from;
    }
    return NOBODY;
}

bool lf_report_initial(const lf_report *report, const lf_report_connection *connection,
                       unsigned role, uint32_t *number)
{
    for (unsigned i = 0; i < connection->rows->len; i++) {
        const lf_report_row *row = &g_array_index(connection->rows, lf_report_row, i);
        lf_report_segment segment;

        if (!lf_report_segment_of(report, connection, row, &segment) || segment.from != role ||
            (segment.verdict.flags & LF_SYN) == 0)
            continue;
        *number = row->one.end - row->one.len;
        return true;
    }
    return false;
}
