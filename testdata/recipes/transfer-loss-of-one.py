#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""One segment of many is lost: three duplicate ACKs with SACK, then a fast retransmission.

The wire takes 20 ms each way and loses the server's fourth data segment.
Not delivered: the server's fourth data segment.
"""

import itertools

from lab import Lab, Wire, text

data = itertools.count(1)

with Lab(Wire(delay=0.02, lose=lambda frame: frame.length > 0 and next(data) == 4)) as lab:
    lab.capture(at=lab.server, snaplen=100)
    client, server = lab.connect()
    lab.sample()
    server.sendall(text(14_000))
    received = 0
    while received < 14_000:
        received += len(client.recv(65536))
    lab.sample()
    lab.close(client, server)
