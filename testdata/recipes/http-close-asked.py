#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's request says Connection: close; nginx repeats that in its response and closes.

The server sends the first FIN.
"""

from lab import Lab, request, text

with Lab() as lab:
    lab.nginx({"page.txt": text(200)})
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/page.txt", "Connection: close"))
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
