/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How an input of the fuzzer `capture` is changed: frame by frame, with the lengths of IP made
 * right again, since a capture of nothing but broken frames shows little.
 */
#include <stdbool.h>
#include <string.h>

#include "pcap.h"

#define ROOM 65536

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

/* Where the headers of a frame are; 0: there are none. */
typedef struct layers {
    uint32_t ip;
    uint32_t tcp;
    uint32_t payload;
} layers;

static uint32_t random_below(uint64_t *state, uint32_t count)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return count == 0 ? 0 : (uint32_t)(*state >> 33) % count;
}

static uint32_t link_header(uint32_t link)
{
    switch (link) {
    case 1:
        return 14; /* Ethernet */
    case 113:
        return 16; /* Linux cooked */
    case 276:
        return 20;
    default:
        return 0; /* IP itself */
    }
}

static layers layers_of(const uint8_t *at, uint32_t len, uint32_t link)
{
    layers found = {.ip = link_header(link)};
    uint32_t header;

    if (len < found.ip + 40)
        return (layers){0};
    header = at[found.ip] >> 4 == 6 ? 40 : (at[found.ip] & 15) * 4u;
    found.tcp = found.ip + header;
    if (found.tcp + 20 > len)
        return (layers){0};
    found.payload = found.tcp + (at[found.tcp + 12] >> 4) * 4u;
    if (found.payload > len)
        found.payload = len;
    return found;
}

static void mend_length(uint8_t *at, uint32_t len, const layers *l)
{
    uint32_t count = at[l->ip] >> 4 == 6 ? len - l->ip - 40 : len - l->ip;
    uint32_t where = at[l->ip] >> 4 == 6 ? l->ip + 4 : l->ip + 2;

    if (l->tcp == 0)
        return;
    at[where] = (uint8_t)(count >> 8);
    at[where + 1] = (uint8_t)count;
}

/* A new frame in `out` in place of `frame`, with another payload or header. */
static void change_octets(pcap_frame *frame, uint32_t link, uint8_t *out, uint64_t *state)
{
    layers l = layers_of(frame->at, frame->captured, link);
    bool header = l.tcp == 0 || random_below(state, 3) == 0;
    uint32_t from = header ? l.tcp : l.payload;
    uint32_t end = header && l.tcp != 0 ? l.tcp + 20 : frame->captured;
    uint32_t room = header ? end - from : end - from + 64;

    memcpy(out, frame->at, frame->captured);
    if (room > 0)
        end = from + (uint32_t)LLVMFuzzerMutate(out + from, end - from, room);
    if (!header) {
        frame->captured = frame->len = end;
        mend_length(out, end, &l);
    }
    frame->at = out;
}

static void change_flags(pcap_frame *frame, uint32_t link, uint8_t *out, uint64_t *state)
{
    static const uint8_t flags[] = {0x02, 0x12, 0x10, 0x11, 0x18, 0x04, 0x14, 0x19, 0x00};
    layers l = layers_of(frame->at, frame->captured, link);

    memcpy(out, frame->at, frame->captured);
    if (l.tcp != 0)
        out[l.tcp + 13] = flags[random_below(state, sizeof flags)];
    frame->at = out;
}

/* The same ports in all frames of its connection, so that it stays one. */
static void change_port(pcap_file *file, uint8_t *out, uint64_t *state)
{
    static const uint16_t ports[] = {80, 443, 22, 25, 53, 3128, 5060, 8009, 139, 1935, 12345, 2404};
    uint16_t to = ports[random_below(state, sizeof ports / sizeof *ports)];
    bool both = random_below(state, 4) == 0;

    for (uint32_t i = 0; i < file->count; i++) {
        pcap_frame *frame = &file->frame[i];
        layers l = layers_of(frame->at, frame->captured, file->link);

        if (l.tcp == 0)
            continue;
        memcpy(out, frame->at, frame->captured);
        for (uint32_t at = l.tcp; at < l.tcp + 4; at += 2) {
            uint32_t port = (uint32_t)out[at] << 8 | out[at + 1];

            if (port >= 10000 && !both)
                continue;
            out[at] = (uint8_t)(to >> 8);
            out[at + 1] = (uint8_t)to;
        }
        frame->at = out;
        out += frame->captured;
    }
}

static void move_frame(pcap_file *file, uint64_t *state)
{
    uint32_t from = random_below(state, file->count);
    uint32_t to = random_below(state, file->count);
    pcap_frame frame = file->frame[from];

    memmove(&file->frame[from], &file->frame[from + 1],
            (file->count - from - 1) * sizeof *file->frame);
    memmove(&file->frame[to + 1], &file->frame[to], (file->count - to - 1) * sizeof *file->frame);
    file->frame[to] = frame;
}

static void repeat_frame(pcap_file *file, uint32_t from)
{
    memmove(&file->frame[from + 1], &file->frame[from], (file->count - from) * sizeof *file->frame);
    file->count++;
}

static void drop_frame(pcap_file *file, uint64_t *state)
{
    uint32_t from = random_below(state, file->count);

    memmove(&file->frame[from], &file->frame[from + 1],
            (file->count - from - 1) * sizeof *file->frame);
    file->count--;
}

static void add_to_sequence(uint8_t *tcp, uint32_t more)
{
    uint32_t seq = (uint32_t)tcp[4] << 24 | (uint32_t)tcp[5] << 16 | (uint32_t)tcp[6] << 8 | tcp[7];

    seq += more;
    for (unsigned i = 0; i < 4; i++)
        tcp[4 + i] = (uint8_t)(seq >> (24 - 8 * i));
}

/* One frame's payload in two, the second with the number that follows. */
static void cut_frame(pcap_file *file, uint32_t which, uint8_t *out, uint64_t *state)
{
    pcap_frame *frame = &file->frame[which];
    const uint8_t *whole = frame->at;
    layers l = layers_of(whole, frame->captured, file->link);
    uint32_t len = l.tcp == 0 ? 0 : frame->captured - l.payload;
    uint32_t first = random_below(state, len);

    if (first == 0)
        return;
    repeat_frame(file, which);
    for (unsigned i = 0; i < 2; i++) {
        uint32_t from = i == 0 ? 0 : first;
        uint32_t count = i == 0 ? first : len - first;

        memcpy(out, whole, l.payload);
        memcpy(out + l.payload, whole + l.payload + from, count);
        add_to_sequence(out + l.tcp, from);
        mend_length(out, l.payload + count, &l);
        frame[i].at = out;
        frame[i].captured = frame[i].len = l.payload + count;
        out += l.payload + count;
    }
}

static void change(pcap_file *file, uint8_t *out, uint64_t *state)
{
    uint32_t which = random_below(state, file->count);
    pcap_frame *frame = &file->frame[which];
    bool full = file->count == PCAP_FRAMES;

    switch (random_below(state, 12)) {
    case 0:
        change_flags(frame, file->link, out, state);
        break;
    case 1:
        change_port(file, out, state);
        break;
    case 2:
        move_frame(file, state);
        break;
    case 3:
        if (!full)
            repeat_frame(file, which);
        break;
    case 4:
        drop_frame(file, state);
        break;
    case 5:
        frame->captured = random_below(state, frame->captured + 1); /* a short snap length */
        break;
    case 6:
        frame->seconds += random_below(state, 300);
        if (random_below(state, 20) == 0)
            frame->seconds ^= 1u << random_below(state, 32);
        if (random_below(state, 50) == 0)
            file->era ^= 1u << random_below(state, 32);
        break;
    case 7:
    case 8:
        if (!full)
            cut_frame(file, which, out, state);
        break;
    default:
        change_octets(frame, file->link, out, state);
        break;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    static uint8_t scratch[PCAP_FRAMES * ROOM];
    static uint8_t written[ROOM];
    uint64_t state = seed;
    pcap_file file;
    size_t len;

    pcap_read(data, size, &file);
    if (file.count == 0 || random_below(&state, 50) == 0)
        return LLVMFuzzerMutate(data, size, room);
    for (uint32_t i = 0; i < file.count; i++) {
        if (file.frame[i].captured > ROOM / 2)
            file.frame[i].captured = ROOM / 2;
    }
    change(&file, scratch, &state);
    len = pcap_write(&file, written, room < ROOM ? room : ROOM);
    memcpy(data, written, len);
    return len;
}
