#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl --http2 offers h2c in its first request; Apache answers 101 and goes on in HTTP/2, on the same connection.

The response to the request comes in stream 1 of HTTP/2 (RFC 7540 section 3.2).
"""

from lab import Lab, text

with Lab() as lab:
    lab.apache({"page.txt": text(300)}, more="Protocols h2c http/1.1", modules=("http2",))
    lab.capture()
    lab.curl("--http2", lab.url("page.txt"))
    lab.sample()
