#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl sends a form with a file in it: multipart/form-data, in several segments.

Node.js counts the octets.
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
    page = lab.file("page.txt", text(3000))
    lab.capture()
    lab.curl("-H", "Expect:", "-F", "name=value", "-F", f"file=@{page}", lab.url("form"))
    lab.sample()
