#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js says Keep-Alive: timeout=1; a second request comes in time, a third does not.

The client sends it as the server closes: it is answered by a RST.
"""

import time

from lab import Lab, request

SERVER = """
const server = require('http').createServer((request, response) => response.end('a page\\n'))
server.keepAliveTimeout = 1000
server.listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/one"))
    lab.answer(client)
    client.sendall(request("GET", "/two"))
    lab.answer(client)
    lab.sample()
    time.sleep(2.5)
    lab.sample()
    client.sendall(request("GET", "/three"))
    lab.sample()
