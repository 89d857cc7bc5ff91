#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server closed first and is in TIME-WAIT; a SYN from the same port opens a new connection.

Linux accepts it where its timestamp or sequence number is newer (RFC 6191).
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    listener = lab.listen()
    for _ in range(2):
        client, server = lab.connect(listener=listener, client=lab.client.bound("192.0.2.10", 40001))
        lab.exchange(client, server)
        server.close()
        client.recv(100)
        client.close()
        lab.sample()
