#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server resets the connection in the middle of a body that was to have 12000 octets.

socket.resetAndDestroy() of Node.js, half a second after the first 2000 octets.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/plain', 'Content-Length': 12000})
    response.write('x'.repeat(2000))
    setTimeout(() => request.socket.resetAndDestroy(), 500)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url("page.txt"), ends=56)
    lab.sample()
