#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client sends urgent data: URG and the urgent pointer.

send() with MSG_OOB marks the last octet as urgent.
"""

import socket

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
    client.sendall(b"before")
    client.send(b"urgent!", socket.MSG_OOB)
    client.sendall(b"after")
    received = 0
    while received < 18:
        received += len(server.recv(100))
    lab.sample()
    lab.close(client, server)
