#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client keeps its connection to nginx idle for 1.5 s, then closes it itself.

nginx would have waited for 75 s.
"""

import time

from lab import Lab, request, text

with Lab() as lab:
    lab.nginx({"page.txt": text(200)})
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/page.txt"))
    lab.answer(client)
    lab.sample()
    time.sleep(1)
    client.close()
    lab.sample()
