#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""101 to WebSocket: a short conversation with a Node.js server, then a close frame from each side.

The client masks its frames (RFC 6455 section 5.3); the server closes the TCP connection first.
"""

import os

from lab import Lab, request

SERVER = """
const {createHash} = require('crypto')
const CLOSE = 8, PING = 9, PONG = 10
const server = require('http').createServer()
const frame = (opcode, data) => Buffer.concat([Buffer.from([0x80 | opcode, data.length]), data])
server.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key']
    const accept = createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
    socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n' +
                 `Sec-WebSocket-Accept: ${accept}\\r\\n\\r\\n`)
    socket.on('data', (data) => {
        const mask = data.subarray(2, 6)
        const payload = data.subarray(6).map((octet, index) => octet ^ mask[index % 4])
        const opcode = data[0] & 15
        socket.write(frame(opcode == PING ? PONG : opcode, Buffer.from(payload)))
        if (opcode == CLOSE)
            socket.end()
    })
})
server.listen(80, '0.0.0.0')
"""
TEXT, CLOSE, PING = 1, 8, 9
NORMAL_CLOSURE = b"\x03\xe8"


def frame(opcode, payload):
    mask = os.urandom(4)
    masked = bytes(octet ^ mask[index % 4] for index, octet in enumerate(payload))
    return bytes((0x80 | opcode, 0x80 | len(payload))) + mask + masked


with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    client = lab.dial()
    client.sendall(request("GET", "/chat", "Upgrade: websocket", "Connection: Upgrade",
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"))
    lab.answer(client)
    for opcode, payload in ((TEXT, b"hello"), (PING, b"still there?"), (TEXT, b"good-bye"), (CLOSE, NORMAL_CLOSURE)):
        client.sendall(frame(opcode, payload))
        lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
