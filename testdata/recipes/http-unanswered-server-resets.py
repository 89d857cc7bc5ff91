#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js destroys the connection when it sees the request: a RST instead of an answer.

socket.resetAndDestroy() in the handler.
"""

from lab import Lab

SERVER = """
require('http').createServer((request) => request.socket.resetAndDestroy()).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url("page.txt"), ends=56)
    lab.sample()
