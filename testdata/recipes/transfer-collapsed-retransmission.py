#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three small segments are lost; the retransmission carries them together in larger ones.

Linux joins neighbours in its send queue when it retransmits, so the boundaries of the segments move.
Not delivered: the first copies of the client's first three data segments.
"""

import socket

from lab import Lab, Wire, first, tcp

with Lab(Wire(delay=0.02, lose=first(lambda frame: frame.length > 0, 4))) as lab:
    lab.capture()
    client, server = lab.connect()
    tcp.option(client, socket.TCP_NODELAY, 1)
    for words in (b"one ", b"two ", b"three "):
        client.sendall(words)
    server.recv(14, socket.MSG_WAITALL)
    lab.sample()
    lab.close(client, server)
