#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl posts a body of 20000 octets: one request in more than ten segments, answered with 200 by Node.js.

The Expect field is removed, so that curl sends the body at once.
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
    body = lab.file("body.txt", text(20_000))
    lab.capture()
    lab.curl("-H", "Expect:", "--data-binary", f"@{body}", lab.url("upload"))
    lab.sample()
