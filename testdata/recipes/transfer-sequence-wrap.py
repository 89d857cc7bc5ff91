#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's sequence numbers pass 2^32 in the middle of its data.

TCP_REPAIR lets the program choose the initial sequence number, 0xfffffff0; the kernel does the rest.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client = lab.client.open()
    tcp.start_at(client, 0xFFFFFFF0)
    client, server = lab.connect(client=client)
    for _ in range(4):
        lab.exchange(client, server)
    lab.sample()
    client.close()
    lab.sample()
    server.close()
    lab.sample()
