/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcap.h"

#include <string.h>

#define MAGIC 0xa1b2c3d4u /* little endian, microseconds */
#define SNAP  262144

static uint32_t get32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint8_t *put32(uint8_t *at, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        *at++ = (uint8_t)(number >> (8 * i));
    return at;
}

void pcap_read(const uint8_t *data, size_t size, pcap_file *file)
{
    size_t at = PCAP_HEADER;

    file->count = 0;
    file->link = size < PCAP_HEADER ? 1 : get32(data + 20);
    file->era = size < PCAP_HEADER ? 0 : get32(data + 8);
    while (file->count < PCAP_FRAMES && at + PCAP_RECORD <= size) {
        pcap_frame *frame = &file->frame[file->count++];

        frame->seconds = get32(data + at);
        frame->micros = get32(data + at + 4) % 1000000;
        frame->captured = get32(data + at + 8);
        frame->len = get32(data + at + 12);
        at += PCAP_RECORD;
        if (frame->captured > size - at)
            frame->captured = (uint32_t)(size - at);
        if (frame->len < frame->captured)
            frame->len = frame->captured;
        if (frame->len > SNAP)
            frame->len = SNAP;
        frame->at = data + at;
        at += frame->captured;
    }
}

size_t pcap_write(const pcap_file *file, uint8_t *out, size_t room)
{
    uint8_t *at = out;

    if (room < PCAP_HEADER)
        return 0;
    at = put32(at, MAGIC);
    at = put32(at, 4 << 16 | 2);
    at = put32(put32(at, file->era), 0);
    at = put32(put32(at, SNAP), file->link);
    for (uint32_t i = 0; i < file->count; i++) {
        const pcap_frame *frame = &file->frame[i];

        if (room - (size_t)(at - out) < PCAP_RECORD + (size_t)frame->captured)
            break;
        at = put32(put32(at, frame->seconds), frame->micros);
        at = put32(put32(at, frame->captured), frame->len);
        memcpy(at, frame->at, frame->captured);
        at += frame->captured;
    }
    return (size_t)(at - out);
}
