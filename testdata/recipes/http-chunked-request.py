#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl sends a request whose body is chunked, then one with Content-Length, on one connection to Node.js.

A client does so when it does not know how long the body will be.
"""

from lab import Lab, text

SERVER = """
require('http').createServer((request, response) => {
    let size = 0
    request.on('data', (data) => { size += data.length })
    request.on('end', () => response.end(`${size} octets received\\n`))
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(800))
    lab.capture()
    lab.curl("-H", "Transfer-Encoding: chunked", "-d", f"@{body}", lab.url("upload"),
             "--next", "-sS", "-o", "/dev/null", "-d", f"@{body}", lab.url("upload"))
    lab.sample()
