#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A chunked body that the server leaves unfinished: two chunks, then FIN, and no chunk of size 0.

Node.js destroys the connection; curl complains.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.write('the first chunk\\n')
    setTimeout(() => response.write('the second chunk\\n'), 200)
    setTimeout(() => request.socket.destroy(), 400)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url("page.txt"), ends=18)
    lab.sample()
