#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server answers Expect: 100-continue with 417; curl repeats the request without it and gets 200.

curl sent no octet of the body after the 417.
"""

from lab import Lab, text

SERVER = """
const server = require('http').createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('received\\n'))
})
server.on('checkContinue', (request, response) => {
    response.writeHead(417, {'Content-Length': 0})
    response.end()
})
server.listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(4000))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "--data-binary", f"@{body}", lab.url("upload"))
    lab.sample()
