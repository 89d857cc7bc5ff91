#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The path delivers every third data segment twice: the client answers the copy with D-SACK.

A first SACK block below the acknowledgement number reports what came twice (RFC 2883).
"""

import itertools

from lab import Lab, Wire, text

data = itertools.count(1)

with Lab(Wire(delay=0.01, twice=lambda frame: frame.length > 0 and next(data) % 3 == 0)) as lab:
    lab.capture(snaplen=100)
    client, server = lab.connect()
    server.sendall(text(30_000))
    received = 0
    while received < 30_000:
        received += len(client.recv(65536))
    lab.sample()
    lab.close(client, server)
