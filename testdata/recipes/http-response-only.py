#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The capture begins after the request was sent: a response without a request.

Node.js answers a second after it was asked.
"""

from lab import Lab, request

SERVER = """
require('http').createServer((request, response) => {
    setTimeout(() => response.end('an answer\\n'), request.url == '/slow' ? 1200 : 0)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    client = lab.dial()
    client.sendall(request("GET", "/slow"))
    lab.capture()
    client.recv(4096)
    lab.sample()
    client.sendall(request("GET", "/fast"))
    lab.answer(client)
    client.close()
    lab.sample()
