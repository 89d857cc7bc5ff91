#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Apache says Keep-Alive: timeout=2, and closes the idle connection 2 s after its response.

It sends the field to clients that say Connection: keep-alive.
"""

from lab import Lab, request, text

with Lab() as lab:
    lab.apache({"page.txt": text(300)}, idle=2)
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/page.txt", "Connection: keep-alive"))
    client.recv(4096)
    lab.sample()
    while client.recv(4096):
        pass
    lab.sample()
    client.close()
    lab.sample()
