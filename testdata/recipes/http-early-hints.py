#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Node.js sends 103 Early Hints, and half a second later the page.

A client may fetch the style sheet that the hint names while the server still works on the page (RFC 8297).
"""

from lab import Lab

SERVER = """
require('http').createServer((request, response) => {
    response.writeEarlyHints({link: '</style.css>; rel=preload; as=style'})
    setTimeout(() => {
        response.setHeader('Content-Type', 'text/html')
        response.end('<!DOCTYPE html><link rel="stylesheet" href="style.css"><p>A page\\n')
    }, 500)
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    lab.capture()
    lab.curl(lab.url())
    lab.sample()
