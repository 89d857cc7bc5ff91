#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client has closed; the server sends on, and the data is answered by RST.

Nobody can read what arrives at a closed socket, so Linux resets (RFC 9293 section 3.10.7.4, RFC 1122 4.2.2.13).
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.close()
    lab.sample()
    server.sendall(b"more that nobody wants")
    lab.sample()
