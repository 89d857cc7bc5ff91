#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server closes its listening socket with a connection in the queue that it never accepted: RST.

Linux completes the handshake without the program, and resets what was never handed to one.
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    listener = lab.listen()
    client = lab.client.open()
    client.connect(lab.address())
    client.sendall(b"is anybody there?")
    lab.sample()
    listener.close()
    lab.sample()
