/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include <string.h>

#include "names.h"
#include "segment.h"
#include "sentence.h"

typedef enum lf_sentence {
#define LF_SENTENCE(id, en, zh) SAY_##id,
#include "../data/sentences.def"
#undef LF_SENTENCE
    SAY_COUNT
} lf_sentence;

static const char *const sentences[SAY_COUNT][LF_LANGUAGES] = {
#define LF_SENTENCE(id, en, zh) [SAY_##id] = {[LF_EN] = en, [LF_ZH] = zh},
#include "../data/sentences.def"
#undef LF_SENTENCE
};

/* The sentence is the same on every visit. */
static bool has(const lf_verdict *v, uint64_t anomaly_bit)
{
    return (v->anomalies & ~v->later & anomaly_bit) != 0;
}

static bool has_step(const lf_verdict *v, unsigned step)
{
    return (v->teardown_steps & (1u << step)) != 0;
}

static lf_sentence choose_syn(const lf_verdict *v)
{
    if (has(v, LF_AN_BIT(SYN_RETRANSMITTED)))
        return SAY_SYN_AGAIN;
    if (has(v, LF_AN_BIT(SIMULTANEOUS_OPEN)))
        return SAY_SYN_CROSSING;
    return v->len > 0 ? SAY_SYN_DATA : SAY_SYN;
}

static lf_sentence choose_syn_ack(const lf_verdict *v)
{
    if (has(v, LF_AN_BIT(SYN_ACK_WRONG_NUMBER)))
        return SAY_SYN_ACK_WRONG;
    if (has(v, LF_AN_BIT(SYN_ACK_RETRANSMITTED)))
        return SAY_SYN_ACK_AGAIN;
    return v->formula.frame != 0 ? SAY_SYN_ACK : SAY_SYN_ACK_FIRST;
}

static lf_state state_of(const lf_verdict *v, bool other)
{
    unsigned mine = v->second ? 1 : 0;

    return v->after[other ? 1 - mine : mine];
}

static bool both_established(const lf_verdict *v)
{
    return v->after[0] == LF_ST_ESTABLISHED && v->after[1] == LF_ST_ESTABLISHED;
}

static lf_sentence choose_complete(const lf_verdict *v)
{
    if (has_step(v, 1))
        return SAY_COMPLETE_FIN;
    if (v->len > 0)
        return SAY_COMPLETE_DATA;
    if (v->formula.frame == 0)
        return SAY_COMPLETE_UNSEEN;
    return v->formula.syn && both_established(v) ? SAY_COMPLETE : SAY_COMPLETE_MORE;
}

static lf_sentence choose_rst(const lf_verdict *v)
{
    if (v->phase == LF_PH_CLOSED)
        return SAY_RST_AFTER_END;
    if (v->phase == LF_PH_HANDSHAKE)
        return state_of(v, false) == LF_ST_SYN_SENT ? SAY_REJECTED : SAY_REFUSED;
    if (has(v, LF_AN_BIT(RST_WRONG_ACK)))
        return SAY_RST_WRONG_ACK;
    if (has(v, LF_AN_BIT(RST_OUT_OF_WINDOW)))
        return SAY_RST_IGNORED;
    if (has(v, LF_AN_BIT(RST_OUTSTANDING)))
        return SAY_RST_LOST;
    return has(v, LF_AN_BIT(RST_FOR_LAST_ACK)) ? SAY_RST_LAST_ACK : SAY_RST;
}

static lf_sentence choose_fin(const lf_verdict *v)
{
    if (has(v, LF_AN_BIT(FIN_RETRANSMITTED)))
        return v->teardown_steps != 0 && v->formula.fin ? SAY_FIN_AGAIN_ACK : SAY_FIN_AGAIN;
    if (has(v, LF_AN_BIT(SIMULTANEOUS_CLOSE)))
        return SAY_FIN_CROSSING;
    if (has_step(v, 2) && has_step(v, 3) && v->formula.frame != 0)
        return SAY_FIN_BOTH;
    if (!has_step(v, 1) && !has_step(v, 3))
        return SAY_FIN_UNCLEAR;
    return has_step(v, 1) ? SAY_FIN_FIRST : SAY_FIN_SECOND;
}

static lf_sentence choose_data(const lf_verdict *v)
{
    static const lf_sentence by_verdict[LF_SEQ_COUNT] = {
        [LF_SEQ_UNKNOWN] = SAY_DATA_UNKNOWN,
        [LF_SEQ_MATCH] = SAY_DATA,
        [LF_SEQ_RETRANSMISSION] = SAY_DATA_AGAIN,
        [LF_SEQ_OVERLAP] = SAY_DATA_OVERLAP,
        [LF_SEQ_GAP] = SAY_DATA_GAP,
        [LF_SEQ_KEEP_ALIVE] = SAY_KEEP_ALIVE,
    };

    if (has(v, LF_AN_BIT(DATA_AFTER_FIN)))
        return SAY_DATA_AFTER_FIN;
    if (has(v, LF_AN_BIT(HALF_CLOSED)))
        return SAY_DATA_HALF_CLOSED;
    if (v->seq_verdict == LF_SEQ_MATCH && v->ack_frame != 0 && v->formula.frame != 0)
        return SAY_DATA_ACK;
    return by_verdict[v->seq_verdict];
}

static lf_sentence choose_ack(const lf_verdict *v)
{
    if (has(v, LF_AN_BIT(FIN_NOT_COVERED)) && v->ack_verdict == LF_ACK_LAGGING)
        return SAY_ACK_NOT_FIN;
    if (v->ack_duplicate)
        return SAY_ACK_DUPLICATE;
    switch (v->ack_verdict) {
    case LF_ACK_MATCH:
        return v->formula.frame != 0 ? SAY_ACK : SAY_ACK_PLAIN;
    case LF_ACK_LAGGING:
        return SAY_ACK_LAGGING;
    case LF_ACK_AHEAD:
        return SAY_ACK_AHEAD;
    case LF_ACK_UNKNOWN:
        return SAY_ACK_UNKNOWN;
    default:
        return SAY_OTHER;
    }
}

static lf_sentence choose_pure(const lf_verdict *v)
{
    if (has_step(v, 2))
        return state_of(v, false) == LF_ST_CLOSE_WAIT ? SAY_FIN_ACKED : SAY_FIN_ACKED_BOTH;
    if (has_step(v, 4))
        return SAY_FIN_ACKED_LAST;
    if (v->phase == LF_PH_TEARDOWN)
        return v->ack_frame != 0 ? SAY_FIN_ACKED_UNCLEAR : SAY_FIN_ACKED_AGAIN;
    if (v->phase == LF_PH_CLOSED)
        return SAY_AFTER_END;
    if (has(v, LF_AN_BIT(CHALLENGE_ACK)))
        return SAY_CHALLENGE;
    if (has(v, LF_AN_BIT(ZERO_WINDOW)))
        return SAY_ZERO_WINDOW;
    if (has(v, LF_AN_BIT(KEEP_ALIVE_ANSWER)))
        return SAY_KEEP_ALIVE_ANSWER;
    if (v->seq_verdict == LF_SEQ_OVERLAP)
        return SAY_OLD_SEGMENT;
    return choose_ack(v);
}

static lf_sentence choose(const lf_verdict *v)
{
    if (has(v, LF_AN_BIT(DUPLICATE_FRAME)))
        return SAY_COPY;
    if ((v->flags & LF_RST) != 0)
        return choose_rst(v);
    if ((v->flags & (LF_ACK | LF_SYN)) == 0)
        return SAY_NO_ACK;
    if (v->handshake_step == 1)
        return choose_syn(v);
    if (v->handshake_step == 2)
        return choose_syn_ack(v);
    if ((v->flags & LF_FIN) != 0 && v->phase == LF_PH_TEARDOWN)
        return choose_fin(v);
    if (v->handshake_step == 3)
        return choose_complete(v);
    if (has(v, LF_AN_BIT(ZERO_WINDOW_PROBE)))
        return SAY_WINDOW_PROBE;
    if (has(v, LF_AN_BIT(KEEP_ALIVE)))
        return SAY_KEEP_ALIVE;
    if (v->len == 0)
        return choose_pure(v);
    return v->phase == LF_PH_CLOSED ? SAY_AFTER_END_DATA : choose_data(v);
}

static void say_octets(lf_text *out, uint32_t count, lf_language language)
{
    lf_text_add_number(out, count);
    if (language == LF_ZH)
        lf_text_add(out, " 字节");
    else
        lf_text_add(out, count == 1 ? " byte" : " bytes");
}

static const char *who(lf_role role, bool other, lf_language language)
{
    static const char *const names[3][LF_LANGUAGES] = {
        [LF_CLIENT] = {"client", "客户端"},
        [LF_SERVER] = {"server", "服务器"},
        [LF_ROLE_UNKNOWN] = {"sender", "发送方"},
    };

    if (role == LF_ROLE_UNKNOWN)
        return !other ? names[role][language] : language == LF_ZH ? "接收方" : "receiver";
    return names[other ? 1 - role : role][language];
}

static uint32_t end_of(const lf_verdict *v)
{
    bool syn = (v->flags & LF_SYN) != 0;
    bool fin = (v->flags & LF_FIN) != 0 && !syn;

    return v->seq_actual + v->len + (syn ? 1 : 0) + (fin ? 1 : 0);
}

static void say_sum(const lf_verdict *v, lf_text *out)
{
    const lf_formula *f = &v->formula;

    lf_text_add_number(out, v->ack_actual);
    lf_text_add(out, " = ");
    lf_text_add_number(out, f->seq);
    if (f->len > 0) {
        lf_text_add(out, " + ");
        lf_text_add_number(out, f->len);
    }
    if (f->syn)
        lf_text_add(out, " + 1");
    if (f->fin)
        lf_text_add(out, " + 1");
}

typedef struct lf_filler {
    const lf_verdict *v;
    lf_language language;
} lf_filler;

/* One function a placeholder; the table below gives them their names. */
static void fill_who(const lf_filler *f, lf_text *out)
{
    lf_text_add(out, who(f->v->role, false, f->language));
}

static void fill_peer(const lf_filler *f, lf_text *out)
{
    lf_text_add(out, who(f->v->role, true, f->language));
}

static void fill_me(const lf_filler *f, lf_text *out)
{
    lf_text_add(out, lf_state_name(state_of(f->v, false)));
}

static void fill_other(const lf_filler *f, lf_text *out)
{
    lf_text_add(out, lf_state_name(state_of(f->v, true)));
}

static void fill_seq(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->v->seq_actual);
}

static void fill_end(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, end_of(f->v));
}

static void fill_next(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->v->seq_expected);
}

static void fill_ack(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->v->ack_actual);
}

static void fill_want(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->v->ack_expected);
}

static void fill_sum(const lf_filler *f, lf_text *out)
{
    say_sum(f->v, out);
}

static void fill_len(const lf_filler *f, lf_text *out)
{
    say_octets(out, f->v->len, f->language);
}

static void fill_missing(const lf_filler *f, lf_text *out)
{
    say_octets(out, f->v->ack_actual - f->v->ack_expected, f->language);
}

static void fill_unacked(const lf_filler *f, lf_text *out)
{
    say_octets(out, f->v->unacked[0] + f->v->unacked[1], f->language);
}

static void fill_short(const lf_filler *f, lf_text *out)
{
    say_octets(out, f->v->ack_expected - f->v->ack_actual, f->language);
}

static void fill_fin(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, end_of(f->v) - 1);
}

/* The data in front of a FIN. */
static void fill_with(const lf_filler *f, lf_text *out)
{
    if (f->v->len == 0)
        return;
    lf_text_add(out, f->language == LF_ZH ? "，前面带有 " : " behind ");
    say_octets(out, f->v->len, f->language);
    lf_text_add(out, f->language == LF_ZH ? "数据（从 seq=" : " of data from seq ");
    lf_text_add_number(out, f->v->seq_actual);
    if (f->language == LF_ZH)
        lf_text_add(out, " 起）");
}

static void fill_step(const lf_filler *f, lf_text *out)
{
    for (uint32_t step = 1; step <= 4; step++) {
        if (has_step(f->v, step)) {
            lf_text_add_number(out, step);
            return;
        }
    }
}

/* Two letters tell the placeholders apart; the rest of the name is for the reader. */
static const struct {
    char name[3];
    void (*fill)(const lf_filler *filler, lf_text *out);
} placeholders[] = {
    {"wh", fill_who},     {"pe", fill_peer},  {"me", fill_me},   {"ot", fill_other},
    {"se", fill_seq},     {"en", fill_end},   {"ne", fill_next}, {"ac", fill_ack},
    {"wa", fill_want},    {"su", fill_sum},   {"le", fill_len},  {"mi", fill_missing},
    {"un", fill_unacked}, {"sh", fill_short}, {"fi", fill_fin},  {"wi", fill_with},
    {"st", fill_step},
};

static void fill(const void *context, const char *name, lf_text *out)
{
    for (unsigned i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        if (name[0] == placeholders[i].name[0] && name[1] == placeholders[i].name[1]) {
            placeholders[i].fill((const lf_filler *)context, out);
            return;
        }
    }
}

void lf_explain(const lf_verdict *verdict, lf_language language, lf_text *out)
{
    const lf_filler filler = {verdict, language};

    lf_sentence_fill(sentences[choose(verdict)][language], fill, &filler, out);
}

static void say_control(const lf_formula *f, lf_text *out)
{
    const char *control = f->syn ? "SYN" : "FIN";

    if (f->len > 0) {
        lf_text_add(out, ", + 1 for its ");
        lf_text_add(out, control);
        return;
    }
    lf_text_add(out, " + 1 for the ");
    lf_text_add(out, control);
    lf_text_add(out, " of frame ");
    lf_text_add_number(out, f->frame);
}

void lf_explain_formula(const lf_verdict *v, lf_text *out)
{
    const lf_formula *f = &v->formula;

    if (f->frame == 0)
        return;
    say_sum(v, out);
    if (f->whole > f->len) {
        lf_text_add(out, " (seq + ");
        lf_text_add_number(out, f->len);
        lf_text_add(out, " of the ");
        lf_text_add_number(out, f->whole);
        lf_text_add(out, " bytes of frame ");
        lf_text_add_number(out, f->frame);
        lf_text_add(out, ")");
        return;
    }
    lf_text_add(out, " (seq");
    if (f->len > 0) {
        lf_text_add(out, " + len of frame ");
        lf_text_add_number(out, f->frame);
    }
    if (f->syn || f->fin)
        say_control(f, out);
    lf_text_add(out, ")");
}

bool lf_explain_transition(const lf_verdict *v, unsigned slot, lf_text *out)
{
    if (v->role == LF_ROLE_UNKNOWN || v->before[slot] == v->after[slot])
        return false;
    lf_text_add(out, lf_role_name((lf_role)slot));
    lf_text_add(out, " ");
    lf_text_add(out, lf_state_name(v->before[slot]));
    lf_text_add(out, " -> ");
    lf_text_add(out, lf_state_name(v->after[slot]));
    return true;
}
