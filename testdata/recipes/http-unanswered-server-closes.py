#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server takes the request and closes without an answer: a FIN, and curl complains of an empty reply.

A server of plain sockets that has read the whole request, hence no RST.
"""

from lab import Lab

with Lab() as lab:
    listener = lab.listen()
    lab.capture()
    curl = lab.client.spawn("curl", "-s", lab.url("page.txt"))
    server, _ = listener.accept()
    server.recv(4096)
    lab.settle()
    server.close()
    curl.wait()
    lab.sample()
