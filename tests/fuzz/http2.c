/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Frames of HTTP/2, whose lengths are right unless they are to be wrong. The first octet says how
 * the connection begins, the second how long the segments are (0: as long as what is to be sent).
 * Then each frame:
 *
 *   octet 1   sender (1 bit), what was not sent yet goes out (1), wrong length (1), type (4),
 *             what is sent is lost (1)
 *   octet 2   flags
 *   octet 3   stream
 *   and the payload up to an octet 0xff; two of these are one of the payload.
 */
#include <string.h>

#include "check.h"
#include "talk.h"
#include "target.h"

#define MARK 0xff

enum { BEGIN_UPGRADE = 0x01, BEGIN_UNSEEN = 0x02, BEGIN_CLOSE = 0x04 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
static const char upgrade[] = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
                              "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";
static const char switched[] = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                               "Upgrade: h2c\r\n\r\n";

/* What one end has not sent yet. */
typedef struct pending {
    uint8_t *octets;
    uint32_t len;
} pending;

static void add(pending *p, const void *octets, uint32_t len)
{
    memcpy(p->octets + p->len, octets, len);
    p->len += len;
}

static void send_out(talk *t, pending *p, uint8_t dir, uint32_t size, bool lost)
{
    uint32_t at = 0;

    if (lost) {
        t->next[dir].seq += p->len;
        at = p->len;
    }
    while (at < p->len) {
        uint32_t len = size == 0 || p->len - at < size ? p->len - at : size;

        if (!talk_say(t, dir, LF_ACK, p->octets + at, len))
            break;
        at += len;
    }
    p->len = 0;
}

static void add_frame(fuzz_input *in, pending *p, uint8_t how)
{
    uint8_t *start = p->octets + p->len;
    uint32_t len = 0;

    start[3] = how >> 3 & 15;
    start[4] = input_octet(in);
    memset(start + 5, 0, 3);
    start[8] = input_octet(in);
    while (in->left > 0) {
        if (in->at[0] == MARK && (in->left == 1 || in->at[1] != MARK))
            break;
        if (in->at[0] == MARK)
            input_octet(in);
        start[9 + len++] = input_octet(in);
    }
    input_octet(in);
    p->len += 9 + len;
    if ((how & 0x04) != 0)
        len += start[8];
    start[0] = (uint8_t)(len >> 16);
    start[1] = (uint8_t)(len >> 8);
    start[2] = (uint8_t)len;
}

static void begin(talk *t, pending both[2], uint8_t how)
{
    if ((how & BEGIN_UNSEEN) == 0)
        talk_shake_hands(t);
    if ((how & BEGIN_UPGRADE) != 0) {
        talk_say(t, 0, LF_ACK, (const uint8_t *)upgrade, sizeof upgrade - 1);
        talk_say(t, 1, LF_ACK, (const uint8_t *)switched, sizeof switched - 1);
    }
    add(&both[0], preface, sizeof preface - 1);
}

void fuzz(wmem_allocator_t *scope, fuzz_input in)
{
    size_t room = 9 * in.left + sizeof preface + 16;
    pending both[2] = {{(uint8_t *)wmem_alloc(scope, room), 0},
                       {(uint8_t *)wmem_alloc(scope, room), 0}};
    uint8_t how = input_octet(&in);
    uint8_t size = input_octet(&in);
    talk t;

    talk_start(&t, scope);
    begin(&t, both, how);
    while (in.left > 0) {
        uint8_t next = input_octet(&in);
        uint8_t dir = next & 1;

        add_frame(&in, &both[dir], next);
        if ((next & 0x02) != 0)
            send_out(&t, &both[dir], dir, size, (next & 0x80) != 0);
    }
    for (uint8_t dir = 0; dir < 2; dir++)
        send_out(&t, &both[dir], dir, size, false);
    if ((how & BEGIN_CLOSE) != 0)
        talk_close(&t);
    talk_check(&t);
}
