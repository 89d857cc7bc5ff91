#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The path holds a segment for a second: the timer repeats it needlessly, and D-SACK says so.

The wire takes 10 ms, but 1 s for the first data. Nothing is lost.
"""

import time

from lab import Lab, Wire, first

held = first(lambda frame: frame.from_client and frame.length > 0)

with Lab(Wire(delay=lambda frame: 1.0 if held(frame) else 0.01)) as lab:
    lab.capture()
    client, server = lab.connect()
    client.sendall(b"held up on the way")
    server.recv(100)
    time.sleep(1)
    lab.sample()
    lab.close(client, server)
