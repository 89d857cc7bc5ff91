/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads packet scripts (testdata/scripts/README.md) into what plugin/core takes as input.
 */
#ifndef LABFLOW_TESTS_SCRIPT_H
#define LABFLOW_TESTS_SCRIPT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "segment.h"

#define SCRIPT_NO_STREAM UINT32_MAX

typedef struct script_expectation {
    unsigned line;
    bool absent;
    char *field;       /* without the prefix labflow. */
    GPtrArray *values; /* char *, one for each occurrence; empty when absent */
} script_expectation;

typedef struct script_packet {
    unsigned line;
    lf_segment segment;
    uint32_t stream;          /* as Wireshark numbers them: by first appearance */
    uint32_t previous_stream; /* of the same port pair, or SCRIPT_NO_STREAM */
    GByteArray *payload;
    GPtrArray *expectations; /* script_expectation * */
} script_packet;

typedef struct packet_script {
    char *path;
    unsigned port;        /* the server's */
    unsigned client_port; /* the client's on connection 0 */
    bool ipv6;
    GPtrArray *packets; /* script_packet * */
} packet_script;

/* NULL, and *error set to `path:line: reason` (g_free it), when the file does not follow the
 * format. */
packet_script *script_read(const char *path, char **error);

void script_free(packet_script *self);

#endif
