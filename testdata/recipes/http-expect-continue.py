#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl announces its body with Expect: 100-continue; Node.js says 100, gets the body, and answers 200.

The 100 is an interim response: the exchange goes on after it (RFC 9110 section 10.1.1).
"""

from lab import Lab, text

SERVER = """
require('http').createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('received\\n'))
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(4000))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "--data-binary", f"@{body}", lab.url("upload"))
    lab.sample()
