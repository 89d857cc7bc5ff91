#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client shuts its half with shutdown(SHUT_WR); the server keeps sending, then closes.

A Linux socket in FIN-WAIT-2 receives for as long as the program holds it.
"""

import socket

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.shutdown(socket.SHUT_WR)
    lab.sample()
    for words in (b"more after your FIN", b"and the last of it"):
        server.sendall(words)
        client.recv(100)
        lab.sample()
    server.close()
    lab.sample()
    client.close()
