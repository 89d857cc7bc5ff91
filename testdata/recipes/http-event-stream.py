#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page of Node.js sends events as they happen; the client leaves after the third.

text/event-stream in chunks: a response without an end. curl gives up after a second, in the middle of the body.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'})
    let number = 0
    setInterval(() => response.write(`data: event ${++number}\\n\\n`), 300)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("--max-time", "1.1", lab.url("events"), ends=28)
    lab.sample()
