#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A handler of Node.js throws; 500 is the answer, and the next request on the connection gets 200.

The error is the handler's, not the connection's.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    try {
        response.end(JSON.parse(request.url == '/broken' ? '{' : '"a page\\\\n"'))
    } catch (error) {
        response.writeHead(500, {'Content-Type': 'text/plain'})
        response.end('an error\\n')
    }
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url("broken"), "-o", "/dev/null", lab.url("whole"))
    lab.sample()
