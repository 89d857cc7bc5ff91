#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js has no answer yet when curl gives up after a second (--max-time) and closes.

No octet of a response was sent.
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    setTimeout(() => response.end('too late\\n'), 60000)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl("--max-time", "1", lab.url("page.txt"), ends=28)
    lab.sample()
