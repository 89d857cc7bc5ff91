/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any octets as HTTP, in segments that come in and out of order. The input is text for the most
 * part: what stands between two octets 0xff is one segment's payload, and the octet behind 0xff
 * says how it is sent:
 *
 *   sender (1 bit), what (3), time passed (2), acknowledged (1), captured in part (1)
 *
 * Two octets 0xff are one of the payload. The first octet says how the connection begins.
 */
#include "check.h"
#include "talk.h"
#include "target.h"

#define MARK 0xff

enum { BEGIN_UNSEEN = 0x01, BEGIN_FOUND = 0x06, BEGIN_CLOSE = 0x08 };
enum { IN_ORDER, BEHIND_GAP, AGAIN, HELD, WITH_FIN, WITH_RST, OVERLAPPING, NO_PAYLOAD };

/* A segment that is sent after the one that follows it. */
typedef struct held {
    lf_segment segment;
    const uint8_t *octets;
    uint32_t captured;
    bool is;
} held;

static uint32_t read_payload(fuzz_input *in, uint8_t *to)
{
    uint32_t len = 0;

    while (in->left > 0) {
        if (in->at[0] == MARK && (in->left == 1 || in->at[1] != MARK))
            break;
        if (in->at[0] == MARK)
            input_octet(in);
        to[len++] = input_octet(in);
    }
    input_octet(in);
    return len;
}

static void pass_time(talk *t, unsigned how)
{
    static const int64_t steps[] = {1000000, INT64_C(6000000000), 0, -1000000};

    t->time_ns += steps[how];
}

static void send_held(talk *t, held *h)
{
    if (h->is)
        talk_send(t, &h->segment, h->octets, h->captured);
    h->is = false;
}

static lf_segment segment_of(talk *t, uint8_t how, uint32_t len, uint32_t last[2])
{
    uint8_t dir = how & 1;
    unsigned what = how >> 1 & 7;
    lf_segment s = t->next[dir];

    s.flags = LF_ACK | (what == WITH_FIN ? LF_FIN : 0) | (what == WITH_RST ? LF_RST : 0);
    s.ack = (how & 0x40) != 0 ? s.ack : t->next[dir ^ 1].seq;
    s.len = what == NO_PAYLOAD ? 0 : len;
    s.len_known = true;
    if (what == BEHIND_GAP)
        s.seq += 1 + len / 2;
    if (what == AGAIN)
        s.seq = last[dir];
    if (what == OVERLAPPING)
        s.seq -= len / 2;
    last[dir] = s.seq;
    t->next[dir].ack = s.ack;
    if (what != AGAIN)
        t->next[dir].seq = s.seq + s.len + (what == WITH_FIN ? 1 : 0);
    return s;
}

void fuzz(wmem_allocator_t *scope, fuzz_input in)
{
    uint8_t *octets = (uint8_t *)wmem_alloc(scope, in.left + 1);
    uint8_t begin = input_octet(&in);
    held waiting = {.is = false};
    uint32_t last[2] = {0};
    talk t;

    talk_start(&t, scope);
    t.found = (lf_http_found)((begin & BEGIN_FOUND) >> 1) % (LF_FOUND_HTTP + 1);
    if ((begin & BEGIN_UNSEEN) == 0)
        talk_shake_hands(&t);
    while (in.left > 0) {
        uint8_t how = input_octet(&in);
        uint32_t len = read_payload(&in, octets);
        lf_segment s = segment_of(&t, how, len, last);
        uint32_t captured = (how & 0x80) != 0 ? s.len / 2 : s.len;

        pass_time(&t, how >> 4 & 3);
        if ((how >> 1 & 7) == HELD && !waiting.is) {
            waiting = (held){s, octets, captured, true};
            octets += len;
            continue;
        }
        talk_send(&t, &s, octets, captured);
        octets += len;
        send_held(&t, &waiting);
    }
    send_held(&t, &waiting);
    if ((begin & BEGIN_CLOSE) != 0)
        talk_close(&t);
    talk_check(&t);
}
