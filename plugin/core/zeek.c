/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zeek.h"

#include <ctype.h>
#include <string.h>

#include "ranges.h"

/* zeek::analyzer::tcp::EndpointState */
enum {
    INACTIVE,     /* nothing seen from this end, or nothing that counts */
    SYN_SENT,     /* SYN seen */
    SYN_ACK_SENT, /* the originator's first segment was a SYN+ACK */
    PARTIAL,      /* something seen, but no SYN */
    ESTABLISHED,
    CLOSED, /* FIN seen */
    RESET,  /* RST seen */
    STATES,
};

/* TCP_Endpoint::HistoryMasks; SYN and SYN+ACK share one. */
enum {
    SEEN_SYN = 0x01,
    SEEN_FIN = 0x02,
    SEEN_RST = 0x04,
    SEEN_FIN_RST = 0x08,
    SEEN_DATA = 0x10,
    SEEN_ACK = 0x20,
    SEEN_MULTI = 0x40,
};

typedef enum counter { RETRANSMISSION, GAP, ZERO_WINDOW, COUNTERS } counter;
static const char counter_letter[COUNTERS] = {
    [RETRANSMISSION] = 'T',
    [GAP] = 'G',
    [ZERO_WINDOW] = 'W',
};

#define CONTROL (LF_FIN | LF_SYN | LF_RST)

/* TCPSessionAdapter.cc; and tcp_max_above_hole_without_any_acks in scripts/base/init-bare.zeek. */
#define TOO_LARGE_SEQ_DELTA         (1 << 20)
#define MAX_ABOVE_HOLE_WITHOUT_ACKS 16384

/* The position (see seq.h) of an end's relative number 0. */
#define START_POSITION (INT64_C(1) << 32)

struct lf_zeek_history {
    lf_zeek_history *child;   /* this history with one letter more */
    lf_zeek_history *sibling; /* another child of the same parent */
    size_t length;
    char text[];
};

typedef struct trouble_end {
    uint32_t count[COUNTERS];
    uint32_t syn;    /* TCP_Endpoint::hist_last_SYN, relative */
    lf_ranges above; /* octets above a hole: the reassembler's undelivered blocks */
} trouble_end;

struct lf_zeek_trouble {
    trouble_end end[2];
};

/* One segment on its way through Zeek's TCPSessionAdapter::Process. */
typedef struct step {
    lf_zeek *zeek;
    lf_zeek_pool *pool;
    const lf_segment *seg;
    lf_zeek_end *self; /* Zeek's `endpoint` */
    lf_zeek_end *peer;
    uint8_t control;   /* SYN, FIN and RST of the flags */
    uint32_t len;      /* payload octets */
    uint32_t end;      /* raw sequence number one past the segment */
    uint32_t relative; /* Zeek's rel_seq */
    bool underflow;    /* seq_underflow: before this end's start */
    bool reordered;    /* this SYN was already acknowledged by a SYN+ACK captured before it */
} step;

static bool has(const step *s, uint8_t flag)
{
    return (s->seg->flags & flag) != 0;
}

/* -- History: Session::AddHistory, CheckHistory, ScaledHistoryEntry ---------------------------- */

static lf_zeek_history *new_history(wmem_allocator_t *scope, const char *text, size_t length)
{
    lf_zeek_history *node =
        (lf_zeek_history *)wmem_alloc0(scope, sizeof(lf_zeek_history) + length + 1);

    memcpy(node->text, text, length);
    node->length = length;
    return node;
}

static lf_zeek_history *with_letter(lf_zeek_pool *pool, lf_zeek_history *from, char letter)
{
    lf_zeek_history *node;

    for (node = from->child; node != NULL; node = node->sibling) {
        if (node->text[from->length] == letter)
            return node;
    }
    node = new_history(pool->scope, from->text, from->length + 1);
    node->text[from->length] = letter;
    node->sibling = from->child;
    from->child = node;
    return node;
}

static void add_letter(lf_zeek *zeek, lf_zeek_pool *pool, char letter)
{
    lf_zeek_history *from = zeek->history != NULL ? zeek->history : pool->root;

    if (from->length < LF_ZEEK_HISTORY_MAX)
        zeek->history = with_letter(pool, from, letter);
}

/* TCP_Endpoint::AddHistory: capitals are the originator's. */
static void add(const step *s, const lf_zeek_end *end, char letter)
{
    add_letter(s->zeek, s->pool, end->client ? letter : (char)tolower(letter));
}

/* TCP_Endpoint::CheckHistory: adds a first letter of its kind, and says whether it was not. */
static bool check(const step *s, unsigned kind, char letter)
{
    if ((s->self->seen & kind) != 0)
        return true;
    s->self->seen = (s->self->seen | kind) & 0x7f;
    add(s, s->self, letter);
    return false;
}

static trouble_end *trouble_of(const step *s, const lf_zeek_end *end)
{
    if (s->zeek->trouble == NULL)
        s->zeek->trouble = wmem_new0(s->pool->scope, lf_zeek_trouble);
    return &s->zeek->trouble->end[end - s->zeek->end];
}

static bool is_power_of_ten(uint32_t n)
{
    while (n >= 10 && n % 10 == 0)
        n /= 10;
    return n == 1;
}

/* Session::ScaledHistoryEntry */
static void count(const step *s, const lf_zeek_end *end, counter what)
{
    uint32_t *n = &trouble_of(s, end)->count[what];

    if (*n < UINT32_MAX && is_power_of_ten(++*n))
        add(s, end, counter_letter[what]);
}

/* -- Sequence numbers -------------------------------------------------------------------------- */

static lf_pos next_position(const lf_zeek_end *end)
{
    return START_POSITION * (1 + (lf_pos)end->wraps) + end->next;
}

static void set_next(lf_zeek_end *end, lf_pos next)
{
    end->wraps = ((unsigned)(next / START_POSITION) - 1) & 0xff;
    end->next = lf_pos_raw(next);
}

/* get_relative_seq; `false`: the number lies before the end's start. */
static bool position_of(const lf_zeek_end *end, uint32_t raw, lf_pos *position)
{
    *position = lf_pos_near(next_position(end), raw - end->start);
    return *position >= START_POSITION;
}

static void set_state(lf_zeek_end *end, unsigned state)
{
    if (end->state != state) {
        end->previous = end->state;
        end->state = state & 7;
    }
}

/* get_segment_len: the payload of a RST is not part of the stream. */
static uint32_t segment_end(const step *s)
{
    uint32_t payload = has(s, LF_RST) ? 0 : s->len;

    return s->seg->seq + payload + (has(s, LF_SYN) ? 1 : 0) + (has(s, LF_FIN) ? 1 : 0);
}

static void start_at(lf_zeek_end *end, uint32_t start, uint32_t last)
{
    end->start = start;
    end->last = last;
    end->acked = 0;
}

/* init_endpoint */
static void init_self(const step *s)
{
    lf_zeek_end *self = s->self;
    uint32_t seq = s->seg->seq;

    switch (self->state) {
    case INACTIVE:
        if (has(s, LF_SYN))
            start_at(self, seq, s->end);
        else
            start_at(self, seq - 1, seq); /* as if there had been a SYN */
        break;
    case SYN_SENT:
    case SYN_ACK_SENT:
        if (has(s, LF_SYN) && seq != self->start)
            start_at(self, seq, s->end);
        break;
    case ESTABLISHED:
    case PARTIAL:
        if (has(s, LF_SYN))
            start_at(self, seq, s->end);
        break;
    case RESET:
        /* The first segment was an RST, perhaps injected: this SYN is the better start. */
        if (has(s, LF_SYN) && self->previous == INACTIVE)
            start_at(self, seq, s->end);
        break;
    default:
        break;
    }
}

/* update_last_seq */
static void update_last(const step *s)
{
    lf_zeek_end *self = s->self;
    int32_t ahead = (int32_t)(s->end - self->last);
    bool wild = ahead > TOO_LARGE_SEQ_DELTA || ahead < -TOO_LARGE_SEQ_DELTA;

    if ((has(s, LF_SYN) || has(s, LF_RST)) && wild)
        return;
    if (has(s, LF_FIN) && self->last == self->start + 1) {
        self->last = s->end; /* only SYN and FIN captured: any distance goes */
        return;
    }
    if (self->state == RESET)
        return;
    if (ahead > 0)
        self->last = s->end;
    else if (s->len > 0)
        count(s, self, RETRANSMISSION);
}

/* -- Letters of the segment itself: update_history, update_window ------------------------------ */

static void letter_none(const step *s)
{
    if (s->len > 0)
        check(s, SEEN_DATA, 'D');
    else if (has(s, LF_ACK) && s->seg->len_known)
        check(s, SEEN_ACK, 'A');
}

static void letter_syn(const step *s)
{
    char letter = has(s, LF_ACK) ? 'H' : 'S';
    const lf_zeek_trouble *trouble = s->zeek->trouble;
    uint32_t before = trouble != NULL ? trouble->end[s->self - s->zeek->end].syn : 0;

    if (check(s, SEEN_SYN, letter) && s->relative != before)
        add(s, s->self, letter);
    if (s->relative != before)
        trouble_of(s, s->self)->syn = s->relative;
}

static void letter_fin(const step *s)
{
    /* hist_last_FIN is the number of the FIN, FIN_seq the one after it. */
    uint32_t fin = s->relative + s->len;

    if (check(s, SEEN_FIN, 'F') && fin != s->self->fin - 1)
        add(s, s->self, 'F');
}

static void letter_rst(const step *s)
{
    if (check(s, SEEN_RST, 'R') && s->relative != s->self->rst)
        add(s, s->self, 'R');
    s->self->rst = s->relative;
}

static void letter_fin_rst(const step *s)
{
    check(s, SEEN_FIN_RST, 'I');
}

static void letter_multi(const step *s)
{
    check(s, SEEN_MULTI, 'Q');
}

static void (*const letter_of[CONTROL + 1])(const step *s) = {
    [0] = letter_none,
    [LF_SYN] = letter_syn,
    [LF_FIN] = letter_fin,
    [LF_RST] = letter_rst,
    [LF_FIN | LF_RST] = letter_fin_rst,
    [LF_FIN | LF_RST | LF_SYN] = letter_fin_rst,
    [LF_SYN | LF_FIN] = letter_multi,
    [LF_SYN | LF_RST] = letter_multi,
};

/* update_window */
static void letter_window(const step *s)
{
    if (s->seg->window == 0 && !has(s, LF_RST) && s->peer->state != CLOSED &&
        s->self->state != RESET)
        count(s, s->self, ZERO_WINDOW);
}

/* -- The endpoint machine ---------------------------------------------------------------------- */

/* TCPSessionAdapter::UpdateInactiveState, its SYN branch */
static void inactive_syn(const step *s)
{
    if (s->self->client) {
        if (s->reordered)
            set_state(s->self, ESTABLISHED);
        else
            set_state(s->self, has(s, LF_ACK) ? SYN_ACK_SENT : SYN_SENT);
        return;
    }
    if (s->peer->state == SYN_SENT)
        set_state(s->peer, ESTABLISHED);
    set_state(s->self, ESTABLISHED);
}

/* TCPSessionAdapter::UpdateInactiveState, where no control flag changed the state */
static void inactive_plain(const step *s)
{
    if (!s->self->client && s->len == 0 && s->peer->state == SYN_SENT)
        return; /* an ACK before the SYN+ACK does not make the connection partial */
    if (has(s, LF_ACK) && s->peer->state == ESTABLISHED)
        set_state(s->self, ESTABLISHED); /* only the SYN was missed */
    else
        set_state(s->self, PARTIAL);
}

static void update_inactive(const step *s)
{
    if (has(s, LF_SYN))
        inactive_syn(s);
    if (has(s, LF_FIN))
        set_state(s->self, CLOSED);
    if (has(s, LF_RST))
        set_state(s->self, RESET);
    if (s->self->state == INACTIVE)
        inactive_plain(s);
}

/* TCPSessionAdapter::UpdateSYN_SentState */
static void update_syn_sent(const step *s)
{
    if (has(s, LF_FIN))
        set_state(s->self, CLOSED);
    if (has(s, LF_RST))
        set_state(s->self, RESET);
}

/* TCPSessionAdapter::UpdateEstablishedState */
static void update_established(const step *s)
{
    if (has(s, LF_SYN) && !has(s, LF_ACK) && s->self->state == PARTIAL &&
        s->peer->state == INACTIVE)
        set_state(s->self, SYN_SENT);
    if (has(s, LF_FIN) && !has(s, LF_RST)) {
        set_state(s->self, CLOSED);
        if (s->peer->state == RESET && s->peer->previous == CLOSED)
            set_state(s->peer, CLOSED); /* FIN, then RST: a normal end after all */
    }
    if (has(s, LF_RST))
        set_state(s->self, RESET);
}

/* TCPSessionAdapter::UpdateClosedState: after both FINs a RST changes nothing. */
static void update_closed(const step *s)
{
    if (has(s, LF_RST) && s->peer->state != CLOSED)
        set_state(s->self, RESET);
}

/* TCPSessionAdapter::UpdateResetState: a RST is final. */
static void update_reset(const step *s)
{
    set_state(s->self, RESET);
}

static void (*const update_state[STATES])(const step *s) = {
    [INACTIVE] = update_inactive,
    [SYN_SENT] = update_syn_sent,
    [SYN_ACK_SENT] = update_syn_sent,
    [PARTIAL] = update_established,
    [ESTABLISHED] = update_established,
    [CLOSED] = update_closed,
    [RESET] = update_reset,
};

/* -- Gaps: TCP_Reassembler --------------------------------------------------------------------- */

/* is_clean */
static bool is_clean(const lf_zeek_end *end)
{
    return end->state == ESTABLISHED || (end->state == CLOSED && end->previous == ESTABLISHED);
}

/* TCP_Reassembler::Gap */
static void gap(const step *s, const lf_zeek_end *end)
{
    if (is_clean(s->self) && is_clean(s->peer))
        count(s, end, GAP);
}

static lf_ranges *above_of(const step *s, const lf_zeek_end *end)
{
    return s->zeek->trouble != NULL ? &s->zeek->trouble->end[end - s->zeek->end].above : NULL;
}

static void advance(lf_zeek_end *end, lf_ranges *above, lf_pos next)
{
    set_next(end, above != NULL ? lf_ranges_advance(above, next) : next);
}

/* TCP_Reassembler::Undelivered: octets below `until` will not come any more. */
static void give_up(const step *s, lf_zeek_end *end, lf_pos until)
{
    lf_ranges *above = above_of(s, end);

    while (!end->blind && above != NULL && above->count > 0 && above->item[0].left < until) {
        gap(s, end);
        advance(end, above, above->item[0].left);
    }
    if (next_position(end) >= until)
        return;
    if (!end->blind)
        gap(s, end);
    advance(end, above_of(s, end), until);
}

/* TCP_Reassembler::AckReceived; the ACK of a FIN tells nothing of octets. */
static void ack_received(const step *s, lf_zeek_end *end, lf_pos ack)
{
    lf_pos fin = lf_pos_near(next_position(end), end->fin);

    if (ack > START_POSITION + 1 + end->has_fin && !has(s, LF_RST))
        end->acked = 1;
    if (end->has_fin && fin > START_POSITION && ack >= fin)
        ack = fin - 1;
    if (ack > next_position(end))
        give_up(s, end, ack);
}

static void stop_looking_for_gaps(const step *s, lf_zeek_end *end)
{
    lf_ranges *above = above_of(s, end);

    end->blind = 1;
    if (above != NULL)
        lf_ranges_clear(s->pool->scope, above);
}

static void keep_above_hole(const step *s, lf_pos left, lf_pos right)
{
    lf_zeek_end *self = s->self;
    lf_ranges *above = &trouble_of(s, self)->above;
    lf_pos lost = lf_ranges_add(s->pool->scope, above, left, right);

    if (lost > 0)
        advance(self, above, lost);
    if (!self->acked &&
        above->item[above->count - 1].right - next_position(self) > MAX_ABOVE_HOLE_WITHOUT_ACKS)
        stop_looking_for_gaps(s, self);
}

/* TCP_Reassembler::DataSent */
static void data_sent(const step *s)
{
    lf_zeek_end *self = s->self;
    lf_pos left;
    lf_pos right;

    if (!s->seg->len_known)
        stop_looking_for_gaps(s, self);
    if (s->len == 0 || has(s, LF_RST) || s->underflow || self->blind)
        return;
    position_of(self, s->seg->seq + (has(s, LF_SYN) ? 1 : 0), &left);
    right = left + s->len;
    if (left > next_position(self))
        keep_above_hole(s, left, right);
    else if (right > next_position(self))
        advance(self, above_of(s, self), right);
}

/* -- TCPSessionAdapter::Process ---------------------------------------------------------------- */

/* init_peer, or get_relative_seq for the peer; returns Zeek's rel_ack as a position. */
static lf_pos acknowledge(const step *s)
{
    uint32_t ack = s->seg->ack;
    lf_pos position;

    if (s->peer->state == INACTIVE) {
        start_at(s->peer, ack - 1, ack - 1);
        return START_POSITION + 1;
    }
    return position_of(s->peer, ack, &position) ? position : START_POSITION;
}

/* The next sequence number to be delivered is 1: relative number 0 is the SYN's. */
static void first_segment(lf_zeek *zeek, const lf_segment *seg)
{
    zeek->end[0].next = 1;
    zeek->end[1].next = 1;
    zeek->end[seg->dir & 1].client = 1;
}

/* IPBasedAnalyzer::NewConn and Connection::FlipRoles */
static void agree_on_client(lf_zeek *zeek, lf_zeek_pool *pool, const lf_segment *seg,
                            uint8_t client)
{
    if (!zeek->end[0].client && !zeek->end[1].client)
        first_segment(zeek, seg);
    if (zeek->end[client & 1].client)
        return;
    zeek->end[0].client ^= 1;
    zeek->end[1].client ^= 1;
    add_letter(zeek, pool, '^');
}

static step take_segment(lf_zeek *zeek, lf_zeek_pool *pool, const lf_segment *seg)
{
    step s = {.zeek = zeek, .pool = pool, .seg = seg};
    lf_pos position;

    s.self = &zeek->end[seg->dir & 1];
    s.peer = &zeek->end[!(seg->dir & 1)];
    s.control = seg->flags & CONTROL;
    s.len = seg->len_known ? seg->len : 0;
    s.end = segment_end(&s);
    s.reordered = s.control == LF_SYN && !has(&s, LF_ACK) && s.self->state == INACTIVE &&
                  s.peer->state == ESTABLISHED && seg->seq == s.self->start;
    init_self(&s);
    s.underflow = !position_of(s.self, seg->seq, &position);
    s.relative = lf_pos_raw(position);
    return s;
}

void lf_zeek_update(lf_zeek *zeek, lf_zeek_pool *pool, const lf_segment *seg, uint8_t client)
{
    lf_pos ack = START_POSITION;
    step s;

    agree_on_client(zeek, pool, seg, client);
    s = take_segment(zeek, pool, seg);
    letter_of[s.control](&s);
    letter_window(&s);
    if (has(&s, LF_FIN)) {
        s.self->has_fin = 1;
        s.self->fin = s.relative + (s.end - seg->seq);
    }
    if (has(&s, LF_ACK))
        ack = acknowledge(&s);
    update_last(&s);
    update_state[s.self->state](&s);
    /* Only now, so that a gap which comes to light with a RST is not counted. */
    if (has(&s, LF_ACK))
        ack_received(&s, s.peer, ack);
    data_sent(&s);
}

/* -- conn_state(), scripts/base/protocols/conn/main.zeek --------------------------------------- */

#define ROW(a, b, c, d, e, f, g)                                                                   \
    {                                                                                              \
        LF_CS_##a, LF_CS_##b, LF_CS_##c, LF_CS_##d, LF_CS_##e, LF_CS_##f, LF_CS_##g                \
    }

/* [originator][responder]. RESET against INACTIVE, PARTIAL and RESET depends on more:
 * lf_zeek_conn_state(). */
/* clang-format off */
static const uint8_t conn_state[STATES][STATES] = {
    /*                   INACTIVE SYN_SENT SYN_ACK_SENT PARTIAL ESTABLISHED CLOSED RESET */
    [INACTIVE]     = ROW(OTH,     OTH,     OTH,         OTH,    OTH,        SHR,   RSTRH),
    [SYN_SENT]     = ROW(S0,      OTH,     OTH,         OTH,    OTH,        S3,    REJ),
    [SYN_ACK_SENT] = ROW(OTH,     OTH,     OTH,         OTH,    OTH,        S3,    REJ),
    [PARTIAL]      = ROW(OTH,     OTH,     OTH,         OTH,    OTH,        SHR,   RSTRH),
    [ESTABLISHED]  = ROW(OTH,     OTH,     OTH,         OTH,    S1,         S3,    RSTR),
    [CLOSED]       = ROW(SH,      S2,      S2,          SH,     S2,         SF,    RSTR),
    [RESET]        = ROW(RSTOS0,  RSTO,    RSTO,        RSTOS0, RSTO,       RSTO,  RSTR),
};
/* clang-format on */

/* TCP_Endpoint::Size() == 0 */
static bool sent_nothing(const lf_zeek_end *end)
{
    return !end->acked && end->last - end->start <= (end->has_fin ? 2 : 1);
}

/* The history matches ^?S[^HAFGIQ]*R.* */
static bool reset_after_syn(const char *history)
{
    if (*history == '^')
        history++;
    return history[0] == 'S' && history[strcspn(history, "HAFGIQR")] == 'R';
}

lf_conn_state lf_zeek_conn_state(const lf_zeek *zeek)
{
    const lf_zeek_end *originator = &zeek->end[zeek->end[1].client ? 1 : 0];
    const lf_zeek_end *responder = &zeek->end[zeek->end[1].client ? 0 : 1];
    lf_conn_state state = (lf_conn_state)conn_state[originator->state][responder->state];

    if (originator->state == RESET && responder->state == RESET && sent_nothing(originator) &&
        sent_nothing(responder))
        return LF_CS_REJ;
    if (state == LF_CS_RSTOS0 && !reset_after_syn(lf_zeek_history_text(zeek)))
        return LF_CS_OTH;
    return state;
}

const char *lf_zeek_history_text(const lf_zeek *zeek)
{
    return zeek->history != NULL ? zeek->history->text : "";
}

void lf_zeek_pool_init(lf_zeek_pool *pool, wmem_allocator_t *scope)
{
    pool->scope = scope;
    pool->root = new_history(scope, "", 0);
}
