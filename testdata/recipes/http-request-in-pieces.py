#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A slow client sends the lines of its request one by one, each in a segment of its own.

nginx answers after the empty line.
"""

import time

from lab import Lab, request, tcp, text

with Lab() as lab:
    lab.nginx({"page.txt": text(300)})
    lab.capture()
    client = lab.dial()
    tcp.option(client, tcp.NODELAY, 1)
    for line in request("GET", "/page.txt", "User-Agent: slow").splitlines(keepends=True):
        client.sendall(line)
        time.sleep(0.1)
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
