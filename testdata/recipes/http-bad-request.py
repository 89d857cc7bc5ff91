#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A request that is none: nginx answers 400 to a line that it does not understand, and closes.

The first request on the connection was a good one.
"""

from lab import Lab, request, text

with Lab() as lab:
    lab.nginx({"page.txt": text(200)})
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/page.txt"))
    lab.answer(client)
    client.sendall(b"bring me the page, please\r\n\r\n")
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
