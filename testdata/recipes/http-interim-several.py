#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three interim responses to one request, 100, 102 and 103, before the final 201.

Any number of 1xx may come before the final response (RFC 9110 section 15.2).
"""

from lab import Lab, text

SERVER = """
const server = require('http').createServer()
server.on('checkContinue', (request, response) => {
    response.writeContinue()
    request.resume()
    request.on('end', () => {
        response.writeProcessing()
        setTimeout(() => response.writeEarlyHints({link: '</done.css>; rel=preload; as=style'}), 200)
        setTimeout(() => {
            response.writeHead(201, {'Location': '/report/1', 'Content-Type': 'text/plain'})
            response.end('made\\n')
        }, 400)
    })
})
server.listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(500))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "--data-binary", f"@{body}", lab.url("report"))
    lab.sample()
