#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A twelfth of the server's data is lost, seen by the sender: duplicate ACKs with SACK, and retransmissions.

The wire takes 10 ms each way and loses frames by a seeded random generator.
Not delivered: the lost frames of the server.
"""

import random
import threading

from lab import Lab, Wire, text

chance = random.Random(9293)

with Lab(Wire(delay=0.01, lose=lambda frame: frame.length > 0 and chance.random() < 1 / 12)) as lab:
    lab.capture(at=lab.server, snaplen=100)
    client, server = lab.connect()
    threading.Thread(target=server.sendall, args=(text(100_000),)).start()
    received = 0
    while received < 100_000:
        received += len(client.recv(65536))
    lab.sample()
    lab.close(client, server)
    lab.sample()
