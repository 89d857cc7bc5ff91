/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keep.h"

#include <string.h>

#include "blocks.h"

typedef struct lf_label {
    uint64_t anomalies;
    const char *history;
    uint8_t phase;
    uint8_t role;
    uint8_t handshake_step;
    uint8_t handshake_kind;
    uint8_t teardown_steps;
    uint8_t teardown_kind;
    uint8_t teardown_initiator;
    uint8_t before[2];
    uint8_t after[2];
    uint8_t seq_verdict;
    uint8_t ack_verdict;
    uint8_t conn_state;
    uint8_t close_reason;
    uint8_t marks; /* MARK_* */
} lf_label;

enum {
    MARK_GUESSED = 0x01,
    MARK_SEQ_EXPECTED = 0x02,
    MARK_ACK_EXPECTED = 0x04,
    MARK_DUPLICATE = 0x08,
    MARK_SYN = 0x10, /* of the formula */
    MARK_FIN = 0x20,
    MARK_EXTRA = 0x40,
    MARK_SECOND = 0x80,
};

typedef struct lf_record {
    uint32_t label; /* index, plus LAST_HEADER */
    uint32_t stream;
    uint32_t seq_actual;
    uint32_t ack_actual;
    uint32_t seq_delta; /* actual - expected */
    uint32_t ack_delta;
    uint32_t ack_frame;
    uint32_t formula_frame;
    uint32_t formula_len;
    uint32_t acked_in;
} lf_record;

#define LAST_HEADER 0x80000000u
#define NOTHING     0x7fffffffu

/* What few segments have; those with none of it are not stored. */
typedef struct lf_extra {
    int64_t rtt_ns;
    uint32_t unacked[2];
    uint32_t formula_whole;
    bool has_rtt;
} lf_extra;

struct lf_keep {
    wmem_allocator_t *scope;
    lf_blocks records;
    lf_blocks frames; /* first record of each frame, plus 1; 0: none */
    lf_blocks labels;
    uint32_t record_count;
    uint32_t label_count;
    wmem_map_t *label_index; /* lf_label -> number + 1 */
    wmem_map_t *extras;      /* record number -> lf_extra */
    uint32_t last_label;     /* segments in a row tend to share theirs */
};

static lf_record *record_at(const lf_keep *keep, uint32_t record)
{
    if (record >= keep->record_count)
        return NULL;
    return (lf_record *)lf_blocks_at(&keep->records, record, sizeof(lf_record));
}

static guint label_hash(gconstpointer key)
{
    return wmem_strong_hash((const guint8 *)key, sizeof(lf_label));
}

static gboolean label_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(lf_label)) == 0;
}

lf_keep *lf_keep_new(wmem_allocator_t *scope)
{
    lf_keep *keep = wmem_new0(scope, lf_keep);

    keep->scope = scope;
    keep->label_index = wmem_map_new(scope, label_hash, label_equal);
    keep->extras = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    return keep;
}

uint32_t lf_keep_next(const lf_keep *keep)
{
    return keep->record_count;
}

static uint32_t label_number(lf_keep *keep, const lf_label *label)
{
    lf_label *stored = (lf_label *)lf_blocks_at(&keep->labels, keep->last_label, sizeof *stored);
    uint32_t number;

    if (keep->label_count > 0 && memcmp(stored, label, sizeof *label) == 0)
        return keep->last_label;
    number = GPOINTER_TO_UINT(wmem_map_lookup(keep->label_index, label));
    if (number == 0) {
        stored = (lf_label *)lf_blocks_slot(&keep->labels, keep->scope, keep->label_count,
                                            sizeof *stored);
        *stored = *label;
        number = ++keep->label_count;
        wmem_map_insert(keep->label_index, stored, GUINT_TO_POINTER(number));
    }
    keep->last_label = number - 1;
    return number - 1;
}

static bool has_extra(const lf_verdict *v)
{
    return v->has_rtt || v->unacked[0] != 0 || v->unacked[1] != 0 ||
           v->formula.whole != v->formula.len;
}

/* Octets in flight are of interest where a connection ends. */
static bool closes(const lf_verdict *v)
{
    return v->phase != LF_PH_TRANSFER && v->phase != LF_PH_HANDSHAKE;
}

static void fill_label(lf_label *label, const lf_verdict *v, bool extra)
{
    memset(label, 0, sizeof *label);
    label->anomalies = v->anomalies;
    label->history = v->conn_history;
    label->phase = (uint8_t)v->phase;
    label->role = (uint8_t)v->role;
    label->handshake_step = v->handshake_step;
    label->handshake_kind = (uint8_t)v->handshake_kind;
    label->teardown_steps = v->teardown_steps;
    label->teardown_kind = (uint8_t)v->teardown_kind;
    label->teardown_initiator = (uint8_t)v->teardown_initiator;
    for (int i = 0; i < 2; i++) {
        label->before[i] = (uint8_t)v->before[i];
        label->after[i] = (uint8_t)v->after[i];
    }
    label->seq_verdict = (uint8_t)v->seq_verdict;
    label->ack_verdict = (uint8_t)v->ack_verdict;
    label->conn_state = (uint8_t)v->conn_state;
    label->close_reason = (uint8_t)v->close_reason;
    label->marks = (uint8_t)((v->role_guessed ? MARK_GUESSED : 0) |
                             (v->has_seq_expected ? MARK_SEQ_EXPECTED : 0) |
                             (v->has_ack_expected ? MARK_ACK_EXPECTED : 0) |
                             (v->ack_duplicate ? MARK_DUPLICATE : 0) |
                             (v->formula.syn ? MARK_SYN : 0) | (v->formula.fin ? MARK_FIN : 0) |
                             (extra ? MARK_EXTRA : 0) | (v->second ? MARK_SECOND : 0));
}

static void add_extra(lf_keep *keep, uint32_t number, const lf_verdict *v)
{
    lf_extra *extra = wmem_new0(keep->scope, lf_extra);

    extra->has_rtt = v->has_rtt;
    extra->rtt_ns = v->rtt_ns;
    extra->unacked[0] = v->unacked[0];
    extra->unacked[1] = v->unacked[1];
    extra->formula_whole = v->formula.whole;
    wmem_map_insert(keep->extras, GUINT_TO_POINTER(number + 1), extra);
}

static lf_record *append(lf_keep *keep, uint32_t frame, bool first)
{
    uint32_t number = keep->record_count++;
    uint32_t *head = (uint32_t *)lf_blocks_slot(&keep->frames, keep->scope, frame, sizeof *head);

    if (first)
        *head = number + 1;
    else if (number > 0)
        record_at(keep, number - 1)->label &= ~LAST_HEADER;
    return (lf_record *)lf_blocks_slot(&keep->records, keep->scope, number, sizeof(lf_record));
}

uint32_t lf_keep_add(lf_keep *keep, uint32_t frame, bool first, uint32_t stream,
                     const lf_verdict *verdict)
{
    lf_verdict v = *verdict;
    lf_record *record = append(keep, frame, first);
    uint32_t number = keep->record_count - 1;
    lf_label label;
    bool extra;

    if (!closes(&v))
        v.unacked[0] = v.unacked[1] = 0;
    extra = has_extra(&v);
    fill_label(&label, &v, extra);
    record->label = label_number(keep, &label) | LAST_HEADER;
    record->stream = stream;
    record->seq_actual = v.seq_actual;
    record->ack_actual = v.ack_actual;
    record->seq_delta = v.seq_actual - v.seq_expected;
    record->ack_delta = v.ack_actual - v.ack_expected;
    record->ack_frame = v.ack_frame;
    record->formula_frame = v.formula.frame;
    record->formula_len = v.formula.len;
    if (extra)
        add_extra(keep, number, &v);
    return number;
}

uint32_t lf_keep_add_nothing(lf_keep *keep, uint32_t frame, bool first)
{
    append(keep, frame, first)->label = NOTHING | LAST_HEADER;
    return keep->record_count - 1;
}

void lf_keep_set_acked_in(lf_keep *keep, uint32_t record, uint32_t by)
{
    lf_record *r = record_at(keep, record);

    if (r != NULL && r->acked_in == 0)
        r->acked_in = by;
}

uint32_t lf_keep_find(const lf_keep *keep, uint32_t frame, uint32_t index)
{
    const uint32_t *head = (const uint32_t *)lf_blocks_at(&keep->frames, frame, sizeof *head);
    uint32_t number;

    if (head == NULL || *head == 0)
        return LF_NO_RECORD;
    number = *head - 1;
    for (uint32_t i = 0; i < index; i++) {
        const lf_record *r = record_at(keep, number + i);

        if (r == NULL || (r->label & LAST_HEADER) != 0)
            return LF_NO_RECORD;
    }
    return number + index < keep->record_count ? number + index : LF_NO_RECORD;
}

static void restore_label(const lf_label *label, lf_verdict *v)
{
    v->anomalies = label->anomalies;
    v->conn_history = label->history;
    v->phase = (lf_phase)label->phase;
    v->role = (lf_role)label->role;
    v->role_guessed = (label->marks & MARK_GUESSED) != 0;
    v->second = (label->marks & MARK_SECOND) != 0;
    v->handshake_step = label->handshake_step;
    v->handshake_kind = (lf_handshake_kind)label->handshake_kind;
    v->teardown_steps = label->teardown_steps;
    v->teardown_kind = (lf_teardown_kind)label->teardown_kind;
    v->teardown_initiator = (lf_role)label->teardown_initiator;
    for (int i = 0; i < 2; i++) {
        v->before[i] = (lf_state)label->before[i];
        v->after[i] = (lf_state)label->after[i];
    }
    v->seq_verdict = (lf_seq_verdict)label->seq_verdict;
    v->ack_verdict = (lf_ack_verdict)label->ack_verdict;
    v->conn_state = (lf_conn_state)label->conn_state;
    v->close_reason = (lf_close_reason)label->close_reason;
    v->has_seq_expected = (label->marks & MARK_SEQ_EXPECTED) != 0;
    v->has_ack_expected = (label->marks & MARK_ACK_EXPECTED) != 0;
    v->ack_duplicate = (label->marks & MARK_DUPLICATE) != 0;
    v->formula.syn = (label->marks & MARK_SYN) != 0;
    v->formula.fin = (label->marks & MARK_FIN) != 0;
}

static void restore_formula(const lf_record *record, lf_verdict *v)
{
    lf_formula *f = &v->formula;

    f->frame = record->formula_frame;
    f->len = f->whole = record->formula_len;
    f->seq = record->ack_actual - f->len - (f->syn ? 1 : 0) - (f->fin ? 1 : 0);
}

static void restore_extra(const lf_keep *keep, uint32_t number, lf_verdict *v)
{
    const lf_extra *extra =
        (const lf_extra *)wmem_map_lookup(keep->extras, GUINT_TO_POINTER(number + 1));

    if (extra == NULL)
        return;
    v->has_rtt = extra->has_rtt;
    v->rtt_ns = extra->rtt_ns;
    v->unacked[0] = extra->unacked[0];
    v->unacked[1] = extra->unacked[1];
    v->formula.whole = extra->formula_whole;
}

bool lf_keep_get(const lf_keep *keep, uint32_t record, uint32_t *stream, lf_verdict *verdict)
{
    const lf_record *r = record_at(keep, record);
    const lf_label *label;

    if (r == NULL || (r->label & ~LAST_HEADER) == NOTHING)
        return false;
    label = (const lf_label *)lf_blocks_at(&keep->labels, r->label & ~LAST_HEADER, sizeof *label);
    *verdict = (lf_verdict){0};
    *stream = r->stream;
    restore_label(label, verdict);
    verdict->seq_actual = r->seq_actual;
    verdict->ack_actual = r->ack_actual;
    verdict->seq_expected = r->seq_actual - r->seq_delta;
    verdict->ack_expected = r->ack_actual - r->ack_delta;
    verdict->ack_frame = r->ack_frame;
    restore_formula(r, verdict);
    if ((label->marks & MARK_EXTRA) != 0)
        restore_extra(keep, record, verdict);
    return true;
}

uint32_t lf_keep_acked_in(const lf_keep *keep, uint32_t record)
{
    const lf_record *r = record_at(keep, record);

    return r == NULL ? 0 : r->acked_in;
}

uint32_t lf_keep_stream(const lf_keep *keep, uint32_t record)
{
    const lf_record *r = record_at(keep, record);

    return r == NULL || (r->label & ~LAST_HEADER) == NOTHING ? LF_NO_RECORD : r->stream;
}
