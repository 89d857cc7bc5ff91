#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client sends four requests to nginx in one segment: GET, HEAD, a GET that gets 404, GET.

nginx answers them one after the other, in the order of the requests (RFC 9112 section 9.3.2).
"""

from lab import Lab, request, text

REQUESTS = (request("GET", "/one.txt") + request("HEAD", "/two.txt")
            + request("GET", "/missing.txt") + request("GET", "/three.txt"))

with Lab() as lab:
    lab.nginx({"one.txt": text(200), "two.txt": text(300), "three.txt": text(100)})
    lab.capture()
    client = lab.dial()
    client.sendall(REQUESTS)
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
