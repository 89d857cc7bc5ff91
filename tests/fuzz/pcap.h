/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fuzzer's octets as a pcap file, so that its inputs can be opened by any other tool.
 */
#ifndef LABFLOW_TESTS_PCAP_H
#define LABFLOW_TESTS_PCAP_H

#include <stddef.h>
#include <stdint.h>

#define PCAP_FRAMES 60 /* of a file; those behind are left out */
#define PCAP_HEADER 24 /* octets of the file's header, and of each frame's */
#define PCAP_RECORD 16

typedef struct pcap_frame {
    const uint8_t *at;
    uint32_t captured;
    uint32_t len; /* on the wire */
    uint32_t seconds;
    uint32_t micros;
} pcap_frame;

typedef struct pcap_file {
    pcap_frame frame[PCAP_FRAMES];
    uint32_t count;
    uint32_t link;
    uint32_t era; /* upper half of the seconds: where others have a time zone that nobody reads */
} pcap_file;

/* Reads as much as there is. The frames point into `data`. */
void pcap_read(const uint8_t *data, size_t size, pcap_file *file);

/* Writes it to `out`, as many frames as fit into `room`; returns how many octets it takes. */
size_t pcap_write(const pcap_file *file, uint8_t *out, size_t room);

#endif
