#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client loses its memory and connects again from the same port: RFC 9293 figure 9.

The server is still ESTABLISHED: it answers the SYN with an ACK of the old connection, the client resets that,
and the repeated SYN succeeds. TCP_REPAIR lets the client's socket vanish without a segment.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    listener = lab.listen()
    client, server = lab.connect(listener=listener, client=lab.client.bound("192.0.2.10", 40001))
    lab.exchange(client, server)
    tcp.vanish(client)
    lab.sample()
    client, server = lab.connect(listener=listener, client=lab.client.bound("192.0.2.10", 40001))
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
