#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl --http2 offers h2c to a server that does not take it: nginx answers in HTTP/1.1, without a 101.

A server may ignore an Upgrade field (RFC 9110 section 7.8).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(300)})
    lab.capture()
    lab.curl("--http2", lab.url("page.txt"))
    lab.sample()
