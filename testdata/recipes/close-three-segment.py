#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server closes as soon as it sees the client's FIN: FIN, FIN+ACK, ACK.

Linux holds the ACK of the FIN back for a moment after an exchange, and the server's FIN carries it.
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    client.close()
    server.recv(100)
    server.close()
    lab.sample()
