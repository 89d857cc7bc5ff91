#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server sends to a client that lost its memory, and gets a RST: RFC 9293 figure 10.

TCP_REPAIR lets the client's socket vanish without a segment, as a crash would.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    tcp.vanish(client)
    lab.sample()
    server.sendall(b"are you there?")
    lab.sample()
