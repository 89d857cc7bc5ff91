/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include "../sentence.h"

#define LONG_TEXT 200 /* octets of a target that a sentence shows */

typedef enum lf_sentence {
#define LF_SENTENCE(id, en, zh) SAY_##id,
#include "../../data/http_sentences.def"
#undef LF_SENTENCE
    SAY_COUNT
} lf_sentence;

static const char *const sentences[SAY_COUNT][LF_LANGUAGES] = {
#define LF_SENTENCE(id, en, zh) [SAY_##id] = {[LF_EN] = en, [LF_ZH] = zh},
#include "../../data/http_sentences.def"
#undef LF_SENTENCE
};

typedef struct lf_filler {
    const lf_message *m;
    const lf_message *request;
    lf_language language;
} lf_filler;

static bool has(const lf_message *m, uint16_t mark)
{
    return (m->marks & mark) != 0;
}

static lf_sentence choose_interim(const lf_message *m)
{
    if (m->status == 101)
        return SAY_SWITCHING;
    if (m->status == 100)
        return SAY_CONTINUE;
    return m->status == 103 ? SAY_HINTS : SAY_INTERIM;
}

static lf_sentence choose_orphan(const lf_message *m)
{
    if (m->status == 408)
        return SAY_ORPHAN_TIMEOUT;
    return m->outcome == LF_OUT_NOT_MODIFIED ? SAY_NOT_MODIFIED : SAY_ORPHAN;
}

static lf_sentence choose_response(const lf_message *m)
{
    static const lf_sentence not_modified[LF_VALID_COUNT] = {
        [LF_VALID_NONE] = SAY_NOT_MODIFIED,
        [LF_VALID_ETAG] = SAY_ETAG,
        [LF_VALID_ETAG_ALONE] = SAY_ETAG_ALONE,
        [LF_VALID_MODIFIED] = SAY_MODIFIED,
        [LF_VALID_MODIFIED_ALONE] = SAY_MODIFIED_ALONE,
    };

    if (m->status == 0)
        return SAY_ANSWER_SIMPLE;
    if (m->persistence == LF_PERSIST_UPGRADE)
        return SAY_TUNNEL;
    if (!has(m, LF_MARK_COMPLETE))
        return SAY_ANSWER_CUT;
    if (m->partner == 0)
        return choose_orphan(m);
    switch ((lf_http_outcome)m->outcome) {
    case LF_OUT_NOT_MODIFIED:
        return not_modified[m->validator];
    case LF_OUT_CLIENT_ERROR:
        return SAY_CLIENT_ERROR;
    case LF_OUT_SERVER_ERROR:
        return SAY_SERVER_ERROR;
    case LF_OUT_REDIRECT:
        return m->target[0] != '\0' ? SAY_REDIRECT : SAY_ANSWER;
    default:
        break;
    }
    if (has(m, LF_MARK_TO_HEAD))
        return SAY_ANSWER_HEAD;
    if (m->outcome == LF_OUT_PARTIAL)
        return m->target[0] != '\0' ? SAY_PARTIAL : SAY_PARTIAL_PARTS;
    return SAY_ANSWER;
}

static lf_sentence choose(const lf_message *m)
{
    switch ((lf_http_phase)m->phase) {
    case LF_HP_INTERIM:
        return choose_interim(m);
    case LF_HP_RESPONSE:
        return choose_response(m);
    case LF_HP_UPGRADED:
        return m->host[0] == '\0' ? SAY_TUNNELLED : SAY_UPGRADED;
    default:
        return has(m, LF_MARK_COMPLETE) ? SAY_REQUEST : SAY_REQUEST_CUT;
    }
}

static const char *say(const lf_filler *f, const char *en, const char *zh)
{
    return f->language == LF_ZH ? zh : en;
}

/* Long texts end in dots, and never within a character of UTF-8. */
static void add_shortened(lf_text *out, const char *text)
{
    size_t len = strlen(text);

    if (len <= LONG_TEXT) {
        lf_text_add(out, text);
        return;
    }
    len = LONG_TEXT;
    while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    lf_text_add_part(out, text, len);
    lf_text_add(out, "…");
}

static void add_octets(const lf_filler *f, uint64_t count, lf_text *out)
{
    lf_text_add_long(out, count);
    lf_text_add(out, say(f, count == 1 ? " byte" : " bytes", " 字节"));
}

static void fill_exchange(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->m->exchange);
}

static void fill_method(const lf_filler *f, lf_text *out)
{
    add_shortened(out, f->m->method);
}

static void fill_target(const lf_filler *f, lf_text *out)
{
    add_shortened(out, f->m->target);
}

static void fill_host(const lf_filler *f, lf_text *out)
{
    if (f->m->host[0] == '\0')
        return;
    lf_text_add(out, say(f, " at ", "，主机 "));
    add_shortened(out, f->m->host);
}

static void fill_with(const lf_filler *f, lf_text *out)
{
    const lf_message *m = f->m;

    if (m->actual > 0) {
        lf_text_add(out, say(f, ", with a body of ", "，带有消息体 "));
        add_octets(f, m->actual, out);
    }
    if (has(m, LF_MARK_EXPECTS))
        lf_text_add(out, say(f, ", which waits for 100 Continue", "，消息体等待 100 Continue"));
    if (has(m, LF_MARK_CONDITIONAL))
        lf_text_add(out, say(f, ", if it has changed (conditional request)",
                             "，仅在有变化时才要（条件请求）"));
    if (m->persistence == LF_PERSIST_CLOSE)
        lf_text_add(
            out, say(f, "; the connection is to close after the response", "；响应之后应关闭连接"));
}

/* "200 OK" */
static void fill_status(const lf_filler *f, lf_text *out)
{
    lf_text_add_number(out, f->m->status);
    if (f->m->method[0] == '\0')
        return;
    lf_text_add(out, " ");
    add_shortened(out, f->m->method);
}

/* A request that is not complete yet (100 Continue) is named by the frame in which it begins. */
static void fill_request(const lf_filler *f, lf_text *out)
{
    const lf_message *r = f->request;
    bool complete;

    if (r == NULL) {
        lf_text_add(out, say(f, "a request that the capture does not hold", "抓包中没有的请求"));
        return;
    }
    complete = r->done_frame != 0 && r->done_frame <= f->m->done_frame;
    add_shortened(out, r->method);
    lf_text_add(out, " ");
    add_shortened(out, r->target);
    lf_text_add(out, say(f, " (frame ", "（第 "));
    lf_text_add_number(out, complete ? r->done_frame : r->first_frame);
    lf_text_add(out, say(f, ")", " 帧）"));
}

static void fill_body(const lf_filler *f, lf_text *out)
{
    const lf_message *m = f->m;
    bool missing = has(m, LF_MARK_EXPECTED) && m->actual < m->expected;

    if (!missing && m->actual == 0) {
        lf_text_add(out, say(f, "no body", "没有消息体"));
        return;
    }
    lf_text_add(out, say(f, "a body of ", "消息体 "));
    add_octets(f, missing ? m->expected : m->actual, out);
    if (!missing)
        return;
    lf_text_add(out, say(f, " (the capture holds ", "（抓包只有 "));
    lf_text_add_long(out, m->actual);
    lf_text_add(out, say(f, ")", "）"));
}

/* "100 of 250 bytes" */
static void fill_came(const lf_filler *f, lf_text *out)
{
    const lf_message *m = f->m;

    if (!has(m, LF_MARK_EXPECTED)) {
        add_octets(f, m->actual, out);
        return;
    }
    if (f->language == LF_ZH) {
        add_octets(f, m->expected, out);
        lf_text_add(out, "中的 ");
        add_octets(f, m->actual, out);
        return;
    }
    lf_text_add_long(out, m->actual);
    lf_text_add(out, " of ");
    add_octets(f, m->expected, out);
}

static void fill_detail(const lf_filler *f, lf_text *out)
{
    add_shortened(out, f->m->target);
}

static void fill_protocol(const lf_filler *f, lf_text *out)
{
    if (f->m->host[0] == '\0')
        lf_text_add(out, say(f, "the other protocol", "另一协议"));
    else
        add_shortened(out, f->m->host);
}

static void fill_after(const lf_filler *f, lf_text *out)
{
    const lf_message *m = f->m;

    if (m->persistence != LF_PERSIST_KEEP_ALIVE) {
        lf_text_add(out, say(f, "the connection closes after it", "之后连接关闭"));
        return;
    }
    lf_text_add(out, say(f, "the connection stays open", "连接保持打开"));
    if (!has(m, LF_MARK_TIMEOUT))
        return;
    lf_text_add(out, say(f, ", for ", "，空闲时最多 "));
    lf_text_add_number(out, m->timeout);
    lf_text_add(out, say(f, " s while idle", " 秒"));
}

/* Three letters tell the placeholders apart; the rest of the name is for the reader. */
static const struct {
    char name[4];
    void (*fill)(const lf_filler *filler, lf_text *out);
} placeholders[] = {
    {"exc", fill_exchange}, {"met", fill_method}, {"tar", fill_target},   {"hos", fill_host},
    {"wit", fill_with},     {"sta", fill_status}, {"req", fill_request},  {"bod", fill_body},
    {"cam", fill_came},     {"det", fill_detail}, {"pro", fill_protocol}, {"aft", fill_after},
};

static void fill(const void *context, const char *name, lf_text *out)
{
    for (unsigned i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        if (strncmp(name, placeholders[i].name, 3) == 0) {
            placeholders[i].fill((const lf_filler *)context, out);
            return;
        }
    }
}

void lf_http_explain(const lf_message *message, const lf_message *request, lf_language language,
                     lf_text *out)
{
    const lf_filler filler = {message, request, language};

    lf_sentence_fill(sentences[choose(message)][language], fill, &filler, out);
}
