#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl --parallel gets three pages at the same time, over three connections to Node.js.

The answers come in the opposite order of the requests.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    const wait = {'/slow': 600, '/medium': 300}[request.url] || 0
    setTimeout(() => response.end(`this is ${request.url}\\n`), wait)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("--parallel", "--parallel-immediate", lab.url("slow"), "-o", "/dev/null", lab.url("medium"),
             "-o", "/dev/null", lab.url("fast"))
    lab.sample()
