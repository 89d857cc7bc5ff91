#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server never sends the 100; curl waits for one second, then sends the body all the same.

A client should not wait for an indefinite time (RFC 9110 section 10.1.1).
"""

from lab import Lab, text

SERVER = """
const server = require('http').createServer()
server.on('checkContinue', (request, response) => {
    request.resume()
    request.on('end', () => response.end('received\\n'))
})
server.listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(4000))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "--data-binary", f"@{body}", lab.url("upload"))
    lab.sample()
