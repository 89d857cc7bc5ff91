/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "traffic.h"

#include <string.h>

#include "tracker.h"

#define ANY_NUMBER INT8_MIN /* four octets follow in place of this one */
#define SECOND     INT64_C(1000000000)

enum { OPT_COOKIE = 0x01, OPT_WINDOW = 0x02, OPT_NO_ID = 0x04, OPT_SACK = 0x08 };
enum { OPT_SAME_FRAME = 0x10, OPT_HINT = 0x20, OPT_NEW_STREAM = 0x40, OPT_TFO = 0x80 };

static const uint16_t ports[TRAFFIC_CONNECTIONS][2] = {
    {40000, 80},
    {443, 50000},
    {7000, 7000},
    {9000, 9001},
};

static const uint32_t isns[] = {1000, UINT32_MAX, 0x7ffffff0, 0, 0xfffffff0, 0x80000000};

/* A number close to `near`, or any. */
static uint32_t odd_number(fuzz_input *in, uint32_t near, uint32_t isn)
{
    int8_t off = (int8_t)input_octet(in);

    if (off == ANY_NUMBER)
        return isn + (uint32_t)input_number(in, 4);
    return near + (uint32_t)off;
}

static uint32_t sequence(fuzz_input *in, const traffic_end *from, const traffic_end *to,
                         unsigned how)
{
    switch (how) {
    case 0:
        return from->next;
    case 1:
        return from->last_seq;
    case 2:
        return to->ack;
    default:
        return odd_number(in, from->next, from->isn);
    }
}

static uint32_t acknowledged(fuzz_input *in, const traffic_end *from, const traffic_end *to,
                             unsigned how)
{
    switch (how) {
    case 0:
        return to->next;
    case 1:
        return from->ack;
    case 2:
        return to->next + 1;
    case 3:
        return to->last_seq + to->last_len / 2;
    case 4:
        return to->isn + 1;
    case 5:
        return odd_number(in, to->next, to->isn);
    case 6:
        return to->fin;
    default:
        return to->last_seq;
    }
}

static void set_length(fuzz_input *in, lf_segment *s, uint32_t last, unsigned how)
{
    s->len_known = how != 5;
    switch (how) {
    case 1:
        s->len = 1;
        break;
    case 2:
        s->len = input_octet(in);
        break;
    case 3:
        s->len = 1460;
        break;
    case 4:
        s->len = (uint32_t)input_number(in, 2);
        break;
    case 6:
        s->len = (uint32_t)input_number(in, 4);
        break;
    case 7:
        s->len = last;
        break;
    default:
        break;
    }
}

static int64_t any_time(fuzz_input *in)
{
    return (int64_t)input_number(in, 8) / 2; /* see lf_segment.time_ns */
}

static int64_t time_after(fuzz_input *in, int64_t now, unsigned how)
{
    static const int64_t steps[] = {
        1000, 1000000, 10000000, 2 * SECOND, 250 * SECOND, -SECOND, 0,
    };

    if (how == sizeof steps / sizeof *steps)
        return any_time(in);
    if (now > INT64_MAX / 2 - 250 * SECOND || now < INT64_MIN / 2 + SECOND)
        return now;
    return now + steps[how];
}

static void set_sack(fuzz_input *in, lf_segment *s, const traffic_end *to)
{
    s->sack_count = (uint8_t)(input_octet(in) % (LF_SACK_MAX + 1));
    for (unsigned i = 0; i < s->sack_count; i++) {
        s->sack[i].left = odd_number(in, s->ack, to->isn);
        s->sack[i].right = odd_number(in, s->sack[i].left, to->isn);
    }
}

static void set_options(fuzz_input *in, traffic *t, lf_segment *s, const traffic_end *to,
                        uint8_t options)
{
    s->tfo_option = (options & OPT_TFO) != 0;
    s->tfo_cookie = s->tfo_option && (options & OPT_COOKIE) != 0;
    s->ip_id = (options & OPT_NO_ID) != 0 ? 0 : (uint16_t)t->frame;
    if ((options & OPT_WINDOW) != 0)
        s->window = (uint16_t)(input_octet(in) * 100);
    if ((options & OPT_HINT) != 0)
        s->hint = (lf_payload_hint)(input_octet(in) % (LF_PAYLOAD_HTTP_RESPONSE + 1));
    if (s->len == 0)
        s->hint = LF_PAYLOAD_NONE;
    else if (s->hint == LF_PAYLOAD_NONE)
        s->hint = LF_PAYLOAD_OTHER;
    if ((options & OPT_SACK) != 0)
        set_sack(in, s, to);
}

static void remember(traffic_connection *c, const lf_segment *s)
{
    traffic_end *from = &c->end[s->dir];
    uint32_t end = s->seq + s->len + ((s->flags & LF_SYN) != 0 ? 1 : 0);

    from->last_seq = s->seq;
    from->last_len = s->len;
    if ((s->flags & LF_FIN) != 0)
        from->fin = end++;
    if ((int32_t)(end - from->next) > 0)
        from->next = end;
    if ((s->flags & LF_ACK) != 0)
        from->ack = s->ack;
    c->last = *s;
}

static void begin(traffic *t, fuzz_input *in, traffic_connection *c)
{
    uint8_t which = input_octet(in);
    unsigned count = sizeof isns / sizeof *isns;

    for (unsigned dir = 0; dir < 2; dir++) {
        traffic_end *end = &c->end[dir];

        memset(end, 0, sizeof *end);
        end->isn = end->next = isns[(dir == 0 ? which : which >> 4) % count];
    }
    c->stream = t->streams++;
    c->begun = true;
}

static void make(traffic *t, fuzz_input *in, traffic_connection *c, lf_segment *s,
                 const uint8_t head[3])
{
    uint8_t dir = head[0] >> 2 & 1;
    const traffic_end *from = &c->end[dir];
    const traffic_end *to = &c->end[dir ^ 1];

    *s = (lf_segment){.dir = dir, .flags = head[1], .window = 1000, .ip_id = (uint16_t)t->frame};
    s->seq = sequence(in, from, to, head[0] >> 3 & 3);
    s->ack = acknowledged(in, from, to, head[0] >> 5);
    set_length(in, s, from->last_len, head[2] & 7);
}

bool traffic_next(traffic *t, fuzz_input *in, traffic_segment *out)
{
    uint8_t head[3] = {input_octet(in), input_octet(in), input_octet(in)};
    uint8_t options = (head[2] & 0x40) != 0 ? input_octet(in) : 0;
    traffic_connection *c = &t->connection[head[0] & 3];
    lf_segment *s = &out->segment;

    if (in->left == 0)
        return false;
    *out = (traffic_segment){.connection = head[0] & 3, .previous = LF_NO_STREAM};
    if (!c->begun) {
        begin(t, in, c);
    } else if ((options & OPT_NEW_STREAM) != 0) {
        out->previous = c->stream;
        begin(t, in, c);
    }
    out->first_of_frame = t->frame == 0 || (options & OPT_SAME_FRAME) == 0;
    t->frame += out->first_of_frame ? 1 : 0;
    if ((head[2] & 0x80) != 0 && c->last.frame != 0)
        *s = c->last;
    else
        make(t, in, c, s, head);
    set_options(in, t, s, &c->end[s->dir ^ 1], options);
    if ((head[2] & 0x80) != 0 && c->last.frame != 0)
        s->ip_id = c->last.ip_id;
    t->time_ns = time_after(in, t->time_ns, head[2] >> 3 & 7);
    s->time_ns = t->time_ns;
    s->frame = t->frame;
    s->src_port = ports[out->connection][s->dir];
    s->dst_port = ports[out->connection][s->dir ^ 1];
    out->stream = c->stream;
    remember(c, s);
    return true;
}
