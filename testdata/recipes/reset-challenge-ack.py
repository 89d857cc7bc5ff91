#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A forged RST inside the window but not at RCV.NXT gets a challenge ACK; one that is exact resets.

RFC 5961 section 3.2. The RSTs come from a raw socket on the client's host; the client's own socket knows
nothing of them.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    _, expected = tcp.next_numbers(server)
    for beyond in (1000, 0):
        tcp.send_raw(lab.client, client.getsockname(), lab.address(), tcp.RST, expected + beyond)
        lab.sample()
