#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three requests at once on one connection of HTTP/2 in clear text, between two programs of Node.js.

The slowest was asked for first and is answered last: streams do not wait for each other as pipelined requests do.
"""

from lab import Lab

SERVER = """
require('http2').createServer((request, response) => {
    const wait = {'/slow': 400, '/medium': 200}[request.url] || 0
    setTimeout(() => response.end(`this is ${request.url}\\n`), wait)
}).listen(80, '0.0.0.0')
"""
CLIENT = """
const session = require('http2').connect(process.argv[1])
let left = 3
for (const path of ['/slow', '/medium', '/fast'])
    session.request({':path': path}).resume().on('end', () => { if (!--left) session.close() })
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.client.run("node", "--eval", CLIENT, lab.url())
    lab.sample()
