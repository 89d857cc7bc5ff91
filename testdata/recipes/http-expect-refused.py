#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js answers Expect: 100-continue with 417 and Connection: close; curl sends no body, then tries without.

The second request, on a connection of its own, has no Expect field; its body comes at once, and the answer is 200.
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
    body = lab.file("body.txt", text(1000))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "--data-binary", f"@{body}", lab.url("upload"))
    lab.curl("--data-binary", f"@{body}", lab.url("upload"))
    lab.sample()
