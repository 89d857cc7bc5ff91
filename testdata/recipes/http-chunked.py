#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js sends a body in three chunks, a fifth of a second apart, without saying how long it is.

Transfer-Encoding: chunked; a chunk of size 0 ends the body.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.setHeader('Content-Type', 'text/plain')
    response.write('the first chunk\\n')
    setTimeout(() => response.write('the second chunk\\n'), 200)
    setTimeout(() => response.end('the third chunk\\n'), 400)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url())
    lab.sample()
