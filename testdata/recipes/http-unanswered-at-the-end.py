#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two requests on one connection; the capture ends while the second waits for its answer.

The connection is still open then.
"""

from lab import Lab, request

SERVER = """
require('http').createServer((request, response) => {
    setTimeout(() => response.end('an answer\\n'), request.url == '/slow' ? 60000 : 0)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/fast"))
    lab.answer(client)
    client.sendall(request("GET", "/slow"))
    lab.sample()
