#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client aborts while data is on its way: what arrives afterwards is answered by a RST each time.

The wire takes 50 ms each way; the client closes with SO_LINGER 0 after it has read the first of the data.
"""

from lab import Lab, Wire, tcp, text

with Lab(Wire(delay=0.05)) as lab:
    lab.capture(snaplen=100)
    client, server = lab.connect()
    server.sendall(text(40_000))
    client.recv(1000)
    tcp.abort(client)
    lab.sample()
