#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client of HTTP/1.0 gets a response without Content-Length from Node.js: chunks are not for it.

The response says HTTP/1.1 and Connection: close; its body ends with the connection (RFC 9112 section 6.3).
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.setHeader('Content-Type', 'text/plain')
    response.write('the first part\\n')
    setTimeout(() => response.end('the second part\\n'), 300)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("--http1.0", lab.url())
    lab.sample()
