#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server is killed in the middle of a body: its kernel sends FIN, and 10000 octets never come.

Node.js had promised 12000 in Content-Length; curl complains that the transfer ended with data remaining.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/plain', 'Content-Length': 12000})
    response.write('x'.repeat(2000))
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    server = lab.node(SERVER)
    lab.capture()
    curl = lab.client.spawn("curl", "-s", lab.url("page.txt"))
    lab.settle()
    lab.settle()
    server.kill()
    server.wait()
    curl.wait()
    lab.sample()
