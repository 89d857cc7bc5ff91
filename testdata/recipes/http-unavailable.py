#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""503 with Retry-After: 1; curl --retry waits for as long and tries again, then gets the page.

Node.js refuses the first request of all.
"""

from lab import Lab

SERVER = """
let busy = true
require('http').createServer((request, response) => {
    if (busy)
        response.writeHead(503, {'Retry-After': '1', 'Content-Type': 'text/plain'})
    response.end(busy ? 'busy\\n' : 'a page\\n')
    busy = false
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.client.run("curl", "-sS", "--retry", "1", "-o", lab.scratch / "page.txt", lab.url("page.txt"))
    lab.sample()
