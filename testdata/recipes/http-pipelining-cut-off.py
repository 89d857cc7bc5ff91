#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three pipelined requests; the second says Connection: close, and the third is never answered.

The server answers two and closes (RFC 9112 section 9.6); it has read the third request, so there is no RST.
"""

from lab import Lab, request, text

with Lab() as lab:
    lab.nginx({"one.txt": text(200), "two.txt": text(300), "three.txt": text(100)})
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/one.txt") + request("GET", "/two.txt", "Connection: close")
                   + request("GET", "/three.txt"))
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
