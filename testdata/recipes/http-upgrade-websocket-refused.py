#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A WebSocket handshake with a version that the server does not speak: 426 with the version that it does.

The server closes the connection after that (RFC 6455 section 4.4).
"""

from lab import Lab, request

SERVER = """
const server = require('http').createServer()
server.on('upgrade', (request, socket) => {
    socket.end('HTTP/1.1 426 Upgrade Required\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade, close\\r\\n' +
               'Sec-WebSocket-Version: 13\\r\\nContent-Length: 0\\r\\n\\r\\n')
})
server.listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/chat", "Upgrade: websocket", "Connection: Upgrade",
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 8"))
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
