#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client dies in the middle of a request's body: Node.js answers 400 to its FIN, and gets a RST for it.

curl is killed while it sends, at 2 kB in a second, what Content-Length promised.
"""

import time

from lab import Lab, text

SERVER = """
require('http').createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end('received\\n'))
}).listen(80, '0.0.0.0')
"""

with Lab() as lab:
    lab.node(SERVER)
    body = lab.file("body.txt", text(20_000))
    lab.capture()
    curl = lab.client.spawn("curl", "-s", "-H", "Expect:", "--limit-rate", "2k",
                            "--data-binary", f"@{body}", lab.url("upload"))
    time.sleep(1.5)
    curl.kill()
    curl.wait()
    lab.sample()
