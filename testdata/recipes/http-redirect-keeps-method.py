#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A form is posted; 307 sends the client elsewhere, and it posts the form again.

307 and 308 keep the method and the body (RFC 9110 section 15.4.8).
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    request.resume()
    request.on('end', () => {
        if (request.url == '/form')
            response.writeHead(307, {'Location': '/new-form', 'Content-Length': 0})
        response.end(request.url == '/form' ? '' : 'received\\n')
    })
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("--location", "-d", "name=value", lab.url("form"))
    lab.sample()
