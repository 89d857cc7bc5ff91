#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The third segment of the handshake is lost; the client's data, which carries an ACK, completes it.

Linux takes any acceptable ACK in SYN-RECEIVED, with data or without.
Not delivered: the ACK that was to complete the handshake.
"""

from lab import Lab, Wire, first

with Lab(Wire(lose=first(lambda frame: frame.flags == "A"))) as lab:
    lab.capture()
    client, server = lab.connect(before_accept=lambda client: client.sendall(b"data first"))
    server.recv(100)
    lab.sample()
    lab.close(client, server)
