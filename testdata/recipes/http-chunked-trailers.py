#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js sends a chunked body with a trailer section: a field behind the last chunk.

The Trailer field in the header announces it (RFC 9110 section 6.6.2).
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/plain', 'Trailer': 'Content-Digest'})
    const digest = require('crypto').createHash('sha256')
    for (const line of ['a page whose digest\\n', 'is known only at its end\\n']) {
        digest.update(line)
        response.write(line)
    }
    response.addTrailers({'Content-Digest': `sha-256=:${digest.digest('base64')}:`})
    response.end()
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url())
    lab.sample()
