#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A segment is missing from the capture but not from the connection: it is acknowledged all the same.

tcpdump's filter passes over the one packet whose IP length is 252, that is 200 octets of payload.
"""

from lab import Lab, text

with Lab() as lab:
    lab.capture(rule="tcp and not ip[2:2] = 252")
    client, server = lab.connect()
    for size in (100, 200, 300):
        client.sendall(text(size))
        server.recv(1000)
    lab.sample()
    lab.close(client, server)
    lab.sample()
