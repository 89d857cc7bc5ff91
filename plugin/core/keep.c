/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keep.h"

#include <string.h>

#include "blocks.h"
#include "octet_key.h"
#include "octets.h"
#include "segment.h"
#include "varint.h"

/* Labels used lately are found without hashing them well: a power of two. */
#define LABELS_RECENT_BITS 10
#define LABELS_RECENT      (1u << LABELS_RECENT_BITS)

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
    MARK_SECOND = 0x40,
};

/* A record is these flags, how many frames later the segment is acknowledged (2 octets, for that
 * comes later) where it may be, and varints: label, stream (its distance to that of the group),
 * seq_actual, ack_actual, then what the flags name, in their order. */
enum {
    LAST_HEADER = 0x01,   /* of its frame */
    HAS_ACKED_IN = 0x02,  /* it takes sequence numbers */
    HAS_SEQ_DELTA = 0x04, /* actual - expected, where that is not 0 */
    HAS_ACK_DELTA = 0x08,
    HAS_ACK_FRAME = 0x10,
    HAS_FORMULA = 0x20,       /* its length */
    HAS_FORMULA_FRAME = 0x40, /* which is not ack_frame */
    HAS_EXTRA = 0x80,         /* what few segments have: a round-trip time, octets in flight */

    NOTHING = HAS_FORMULA_FRAME, /* without HAS_FORMULA: there is no varint */
};

#define ACKED_IN_AT 1
#define FIELDS_MAX  (ACKED_IN_AT + sizeof(uint16_t))

/* label, stream, two numbers, two deltas, two frames, a length; has_rtt, rtt_ns, unacked, whole */
#define RECORD_MAX (FIELDS_MAX + 13 * LF_VARINT32_MAX + LF_VARINT64_MAX)

_Static_assert(sizeof(lf_label) % sizeof(uint64_t) == 0, "it is mixed word by word");
_Static_assert(LF_OCTETS_FULL == LF_NO_RECORD, "a record's number is its place");

/* The first records of so many frames in a row: they lie near each other, as a rule. */
#define GROUP_BITS 4
#define GROUP      (1u << GROUP_BITS)
typedef struct lf_group {
    uint32_t base;          /* of the group's first record */
    uint32_t stream;        /* too */
    uint16_t offset[GROUP]; /* from there, plus 1; 0: none; FAR: see lf_keep.far */
} lf_group;
#define FAR UINT16_MAX

struct lf_keep {
    wmem_allocator_t *scope;
    lf_blocks groups; /* lf_group, by frame */
    wmem_map_t *far;  /* frame -> its first record plus 1 */
    wmem_map_t *late; /* record -> what acknowledges it, where that is FAR */
    lf_blocks labels;
    lf_octets records;
    uint32_t last; /* LF_NO_RECORD: none */
    uint32_t label_count;
    wmem_map_t *label_index;        /* lf_label -> number + 1 */
    uint32_t recent[LABELS_RECENT]; /* by hash: a label plus 1 */
};

static uint8_t *record_at(const lf_keep *keep, uint32_t record)
{
    return record < keep->records.end ? lf_octets_at(&keep->records, record) : NULL;
}

LF_OCTET_KEY(label, lf_label)

lf_keep *lf_keep_new(wmem_allocator_t *scope)
{
    lf_keep *keep = wmem_new0(scope, lf_keep);

    keep->scope = scope;
    keep->label_index = wmem_map_new(scope, label_hash, label_equal);
    keep->far = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    keep->late = wmem_map_new(scope, g_direct_hash, g_direct_equal);
    keep->last = LF_NO_RECORD;
    return keep;
}

static bool says_nothing(const uint8_t *record)
{
    return (record[0] & (HAS_FORMULA | HAS_FORMULA_FRAME)) == NOTHING;
}

static const uint8_t *fields_of(const uint8_t *record)
{
    return record + ((record[0] & HAS_ACKED_IN) != 0 ? FIELDS_MAX : ACKED_IN_AT);
}

static lf_group *group_of(const lf_keep *keep, uint32_t frame)
{
    return (lf_group *)lf_blocks_at(&keep->groups, frame >> GROUP_BITS, sizeof(lf_group));
}

/* Where read filters drop frames, a frame's number comes again with another record. */
static void set_first(lf_keep *keep, uint32_t frame, uint32_t record)
{
    lf_group *group = group_of(keep, frame);
    uint16_t *offset = &group->offset[frame % GROUP];

    if (record + 1 - group->base < FAR - 1) {
        *offset = (uint16_t)(record + 2 - group->base);
        return;
    }
    *offset = FAR;
    wmem_map_insert(keep->far, GUINT_TO_POINTER(frame), GUINT_TO_POINTER(record + 1));
}

/* LF_NO_RECORD: none. */
static uint32_t first_of(const lf_keep *keep, uint32_t frame)
{
    const lf_group *group = group_of(keep, frame);
    uint16_t offset = group == NULL ? 0 : group->offset[frame % GROUP];

    if (offset == 0)
        return LF_NO_RECORD;
    if (offset == FAR)
        return GPOINTER_TO_UINT(wmem_map_lookup(keep->far, GUINT_TO_POINTER(frame))) - 1;
    return group->base + offset - 2;
}

uint32_t lf_keep_next(const lf_keep *keep)
{
    return lf_octets_next(&keep->records, RECORD_MAX);
}

static lf_label *label_at(const lf_keep *keep, uint32_t number)
{
    return (lf_label *)lf_blocks_at(&keep->labels, number, sizeof(lf_label));
}

static uint32_t find_or_add_label(lf_keep *keep, const lf_label *label)
{
    uint32_t number = GPOINTER_TO_UINT(wmem_map_lookup(keep->label_index, label));
    lf_label *stored;

    if (number != 0)
        return number - 1;
    stored =
        (lf_label *)lf_blocks_slot(&keep->labels, keep->scope, keep->label_count, sizeof *stored);
    *stored = *label;
    wmem_map_insert(keep->label_index, stored, GUINT_TO_POINTER(++keep->label_count));
    return keep->label_count - 1;
}

static uint32_t *recent_slot(lf_keep *keep, const lf_label *label)
{
    uint64_t words[sizeof(lf_label) / sizeof(uint64_t)];
    uint64_t mix = 0;

    memcpy(words, label, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        mix = (mix ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
    return &keep->recent[mix >> (64 - LABELS_RECENT_BITS)];
}

static uint32_t label_number(lf_keep *keep, const lf_label *label)
{
    uint32_t *slot = recent_slot(keep, label);

    if (*slot == 0 || memcmp(label_at(keep, *slot - 1), label, sizeof *label) != 0)
        *slot = find_or_add_label(keep, label) + 1;
    return *slot - 1;
}

static bool has_extra(const lf_verdict *v)
{
    return v->has_rtt || v->unacked[0] != 0 || v->unacked[1] != 0 ||
           v->formula.whole != v->formula.len;
}

static void fill_label(lf_label *label, const lf_verdict *v)
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
    label->marks =
        (uint8_t)((v->role_guessed ? MARK_GUESSED : 0) |
                  (v->has_seq_expected ? MARK_SEQ_EXPECTED : 0) |
                  (v->has_ack_expected ? MARK_ACK_EXPECTED : 0) |
                  (v->ack_duplicate ? MARK_DUPLICATE : 0) | (v->formula.syn ? MARK_SYN : 0) |
                  (v->formula.fin ? MARK_FIN : 0) | (v->second ? MARK_SECOND : 0));
}

static void begin_group(lf_keep *keep, uint32_t frame, uint32_t record, uint32_t stream)
{
    lf_group *group =
        (lf_group *)lf_blocks_slot(&keep->groups, keep->scope, frame >> GROUP_BITS, sizeof *group);

    if (group->base != 0)
        return;
    group->base = record + 1; /* so that none is 0 */
    group->stream = stream;
}

/* Room for the next record of `frame`; `*number` is its number. NULL: no record any more. */
static uint8_t *append(lf_keep *keep, uint32_t frame, bool first, uint32_t stream, uint32_t *number)
{
    uint8_t *at = lf_octets_open(&keep->records, keep->scope, RECORD_MAX, number);

    if (at == NULL)
        return NULL;
    begin_group(keep, frame, *number, stream);
    if (first)
        set_first(keep, frame, *number);
    else if (keep->last != LF_NO_RECORD)
        record_at(keep, keep->last)[0] &= (uint8_t)~LAST_HEADER;
    keep->last = *number;
    return at;
}

/* `at` begins the last record, which was written up to `end`. */
static void close_record(lf_keep *keep, uint8_t *at, const uint8_t *end, unsigned flags)
{
    at[0] = (uint8_t)(flags | LAST_HEADER);
    lf_octets_close(&keep->records, keep->last, (uint32_t)(end - at));
}

static unsigned flags_of(const lf_verdict *v)
{
    const lf_formula *f = &v->formula;

    bool takes = v->len > 0 || (v->flags & (LF_SYN | LF_FIN)) != 0;

    return (takes ? HAS_ACKED_IN : 0u) |
           (v->has_seq_expected && v->seq_actual != v->seq_expected ? HAS_SEQ_DELTA : 0u) |
           (v->has_ack_expected && v->ack_actual != v->ack_expected ? HAS_ACK_DELTA : 0u) |
           (v->ack_frame != 0 ? HAS_ACK_FRAME : 0u) | (f->frame != 0 ? HAS_FORMULA : 0u) |
           (f->frame != 0 && f->frame != v->ack_frame ? HAS_FORMULA_FRAME : 0u) |
           (has_extra(v) ? HAS_EXTRA : 0u);
}

static uint8_t *put_extra(uint8_t *at, const lf_verdict *v)
{
    at = lf_varint_put(at, v->has_rtt ? 1 : 0);
    at = lf_varint_put(at, (uint64_t)v->rtt_ns);
    at = lf_varint_put(at, v->unacked[0]);
    at = lf_varint_put(at, v->unacked[1]);
    return lf_varint_put(at, v->formula.whole - v->formula.len);
}

static uint8_t *put_fields(uint8_t *at, const lf_verdict *v, unsigned flags, uint32_t frame)
{
    at = lf_varint_put(at, v->seq_actual);
    at = lf_varint_put(at, v->ack_actual);
    if ((flags & HAS_SEQ_DELTA) != 0)
        at = lf_varint_put(at, lf_zigzag(v->seq_actual - v->seq_expected));
    if ((flags & HAS_ACK_DELTA) != 0)
        at = lf_varint_put(at, lf_zigzag(v->ack_actual - v->ack_expected));
    if ((flags & HAS_ACK_FRAME) != 0)
        at = lf_varint_put(at, lf_zigzag(frame - v->ack_frame));
    if ((flags & HAS_FORMULA) != 0)
        at = lf_varint_put(at, v->formula.len);
    if ((flags & HAS_FORMULA_FRAME) != 0)
        at = lf_varint_put(at, lf_zigzag(frame - v->formula.frame));
    return (flags & HAS_EXTRA) != 0 ? put_extra(at, v) : at;
}

uint32_t lf_keep_add(lf_keep *keep, uint32_t frame, bool first, uint32_t stream,
                     const lf_verdict *verdict)
{
    uint32_t number;
    uint8_t *at = append(keep, frame, first, stream, &number);
    uint8_t *end;
    lf_label label;
    unsigned flags;

    if (at == NULL)
        return LF_NO_RECORD;
    fill_label(&label, verdict);
    flags = flags_of(verdict);
    end = at + ACKED_IN_AT;
    if ((flags & HAS_ACKED_IN) != 0) {
        memset(end, 0, sizeof(uint16_t));
        end += sizeof(uint16_t);
    }
    end = lf_varint_put(end, label_number(keep, &label));
    end = lf_varint_put(end, lf_zigzag(stream - group_of(keep, frame)->stream));
    close_record(keep, at, put_fields(end, verdict, flags, frame), flags);
    return number;
}

uint32_t lf_keep_add_nothing(lf_keep *keep, uint32_t frame, bool first)
{
    uint32_t number;
    uint8_t *at = append(keep, frame, first, 0, &number);

    if (at != NULL)
        close_record(keep, at, at + ACKED_IN_AT, NOTHING);
    return number;
}

/* The distance to the frame that acknowledges the record's segment; 0: none so far, or no record.
 */
static uint16_t distance_of(const uint8_t *record)
{
    uint16_t distance = 0;

    if (record != NULL && (record[0] & HAS_ACKED_IN) != 0)
        memcpy(&distance, record + ACKED_IN_AT, sizeof distance);
    return distance;
}

uint32_t lf_keep_acked_in(const lf_keep *keep, uint32_t record, uint32_t frame)
{
    uint16_t distance = distance_of(record_at(keep, record));

    if (distance == 0)
        return 0;
    if (distance == FAR)
        return GPOINTER_TO_UINT(wmem_map_lookup(keep->late, GUINT_TO_POINTER(record)));
    return frame + distance;
}

void lf_keep_set_acked_in(lf_keep *keep, uint32_t record, uint32_t frame, uint32_t by)
{
    uint8_t *at = record_at(keep, record);
    uint16_t distance = FAR;

    if (at == NULL || (at[0] & HAS_ACKED_IN) == 0 || distance_of(at) != 0)
        return;
    if (by > frame && by - frame < FAR)
        distance = (uint16_t)(by - frame);
    else
        wmem_map_insert(keep->late, GUINT_TO_POINTER(record), GUINT_TO_POINTER(by));
    memcpy(at + ACKED_IN_AT, &distance, sizeof distance);
}

static void get_extra(const uint8_t **at, lf_verdict *v)
{
    v->has_rtt = lf_varint_get(at) != 0;
    v->rtt_ns = (int64_t)lf_varint_get(at);
    v->unacked[0] = (uint32_t)lf_varint_get(at);
    v->unacked[1] = (uint32_t)lf_varint_get(at);
    v->formula.whole += (uint32_t)lf_varint_get(at);
}

static uint32_t get_difference(const uint8_t **at)
{
    return lf_unzigzag((uint32_t)lf_varint_get(at));
}

/* What put_fields wrote; the expected numbers as if there were any. */
static void get_fields(const uint8_t **at, unsigned flags, uint32_t frame, lf_verdict *v)
{
    lf_formula *f = &v->formula;

    v->seq_actual = v->seq_expected = (uint32_t)lf_varint_get(at);
    v->ack_actual = v->ack_expected = (uint32_t)lf_varint_get(at);
    if ((flags & HAS_SEQ_DELTA) != 0)
        v->seq_expected -= get_difference(at);
    if ((flags & HAS_ACK_DELTA) != 0)
        v->ack_expected -= get_difference(at);
    if ((flags & HAS_ACK_FRAME) != 0)
        v->ack_frame = frame - get_difference(at);
    if ((flags & HAS_FORMULA) != 0) {
        f->len = f->whole = (uint32_t)lf_varint_get(at);
        f->frame = v->ack_frame;
    }
    if ((flags & HAS_FORMULA_FRAME) != 0)
        f->frame = frame - get_difference(at);
    if ((flags & HAS_EXTRA) != 0)
        get_extra(at, v);
}

/* The record that comes after `record`. */
static uint32_t next_of(const lf_keep *keep, uint32_t record)
{
    const uint8_t *start = record_at(keep, record);
    const uint8_t *at = fields_of(start);
    lf_verdict v = {0};

    if (!says_nothing(start)) {
        lf_varint_get(&at); /* label, stream */
        lf_varint_get(&at);
        get_fields(&at, start[0], 0, &v);
    }
    return lf_octets_after(record + (uint32_t)(at - start), RECORD_MAX);
}

uint32_t lf_keep_find(const lf_keep *keep, uint32_t frame, uint32_t index)
{
    uint32_t number = first_of(keep, frame);

    if (number == LF_NO_RECORD)
        return LF_NO_RECORD;
    for (uint32_t i = 0; i < index; i++) {
        if ((record_at(keep, number)[0] & LAST_HEADER) != 0)
            return LF_NO_RECORD;
        number = next_of(keep, number);
    }
    return number;
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

static void restore_derived(lf_verdict *v)
{
    lf_formula *f = &v->formula;

    if (!v->has_seq_expected)
        v->seq_expected = 0;
    if (!v->has_ack_expected)
        v->ack_expected = 0;
    if (f->frame != 0)
        f->seq = v->ack_actual - f->len - (f->syn ? 1 : 0) - (f->fin ? 1 : 0);
}

bool lf_keep_get(const lf_keep *keep, uint32_t record, uint32_t frame, uint32_t *stream,
                 lf_verdict *verdict)
{
    const uint8_t *start = record_at(keep, record);
    const uint8_t *at;
    uint32_t label;

    if (start == NULL || says_nothing(start))
        return false;
    at = fields_of(start);
    *verdict = (lf_verdict){.frame = frame};
    label = (uint32_t)lf_varint_get(&at);
    *stream = group_of(keep, frame)->stream + get_difference(&at);
    restore_label(label_at(keep, label), verdict);
    get_fields(&at, start[0], frame, verdict);
    restore_derived(verdict);
    return true;
}
