#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js thinks for 1.2 s before it answers: the kernel acknowledges the request long before.

The time to the first octet of the response is the server's, not the network's.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    setTimeout(() => response.end('an answer\\n'), 1200)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
