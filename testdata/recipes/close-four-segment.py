#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client closes first, the server only later: FIN, ACK, FIN, ACK.

A Linux socket acknowledges a FIN on its own, and sends its own FIN when the program closes.
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    client.sendall(b"request")
    server.recv(100)
    server.sendall(b"response")
    client.recv(100)
    lab.sample()
    client.close()
    lab.sample()
    server.close()
    lab.sample()
