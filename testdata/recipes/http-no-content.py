#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js answers a POST with 204, which has no body, and a GET on the same connection with 200.

A 204 has neither Content-Length nor Transfer-Encoding (RFC 9110 section 8.6).
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    request.resume()
    request.on('end', () => {
        response.statusCode = request.method == 'POST' ? 204 : 200
        response.end(request.method == 'POST' ? '' : 'noted\\n')
    })
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("-d", "note=seen", lab.url("note"), "--next", "-sS", "-o", "/dev/null", lab.url("note"))
    lab.sample()
