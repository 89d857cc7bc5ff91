#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl speaks HTTP/2 in clear text from the first octet (prior knowledge); Apache answers.

There is no HTTP/1.1 on this connection (RFC 9113 section 3.3).
"""

from lab import Lab, text

with Lab() as lab:
    lab.apache({"page.txt": text(300)}, more="Protocols h2c http/1.1", modules=("http2",))
    lab.capture()
    lab.curl("--http2-prior-knowledge", lab.url("page.txt"))
    lab.sample()
