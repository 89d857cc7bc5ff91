#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A forged SYN in the middle of a connection gets a challenge ACK, and the connection lives on.

RFC 5961 section 4.2. The SYN comes from a raw socket on the client's host.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    _, expected = tcp.next_numbers(server)
    tcp.send_raw(lab.client, client.getsockname(), lab.address(), tcp.SYN, expected + 1000)
    lab.sample()
    lab.exchange(client, server)
    client.close()
    lab.sample()
    server.close()
    lab.sample()
