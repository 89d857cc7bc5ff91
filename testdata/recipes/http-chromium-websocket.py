#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page in Chromium opens a WebSocket to Node.js: 101 on a connection of its own, then compressed frames.

The page sends two messages, gets each back, and closes; a picture that takes its time keeps the browser there.
"""

from lab import Lab

SERVER = """
const {createHash} = require('crypto')
const PAGE = `<!DOCTYPE html><title>A chat</title><link rel="icon" href="data:,"><script>
const chat = new WebSocket('ws://' + location.host + '/chat')
let left = 2
chat.onopen = () => chat.send('hello')
chat.onmessage = () => { if (--left) chat.send('good-bye'); else chat.close(1000) }
</script><img src="/slow" alt="">`
const CLOSE = 8, PING = 9, PONG = 10
const server = require('http').createServer((request, response) => {
    if (request.url == '/slow') {
        setTimeout(() => response.writeHead(204).end(), 700)
        return
    }
    response.setHeader('Content-Type', 'text/html')
    response.end(PAGE)
})
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

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.chromium(lab.url())
    lab.sample()
