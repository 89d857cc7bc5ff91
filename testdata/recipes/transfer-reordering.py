#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server's segments overtake each other on the way to the client.

The wire takes 5 to 15 ms, by a seeded random generator. Linux answers out-of-order data at once, with SACK.
"""

import random

from lab import Lab, Wire, text

chance = random.Random(793)

with Lab(Wire(delay=lambda frame: chance.uniform(0.005, 0.015) if frame.length else 0.005)) as lab:
    lab.capture(snaplen=100)
    client, server = lab.connect()
    server.sendall(text(40_000))
    received = 0
    while received < 40_000:
        received += len(client.recv(65536))
    lab.sample()
    lab.close(client, server)
