#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Apache takes three requests on a connection: Keep-Alive says max=2, then max=1, then it is Connection: close.

MaxKeepAliveRequests 2, which counts the requests after the first. The server closes first.
"""

from lab import Lab, request, text

with Lab() as lab:
    lab.apache({"page.txt": text(200)}, more="MaxKeepAliveRequests 2")
    lab.capture()
    client = lab.dial()
    for _ in range(3):
        client.sendall(request("GET", "/page.txt", "Connection: keep-alive"))
        lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
