#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx answers a GET with 200 and Content-Length: 0, then another with a page.

A body of no octets ends with the header.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"empty.txt": b"", "page.txt": text(200)})
    lab.capture()
    lab.curl(lab.url("empty.txt"), "-o", "/dev/null", lab.url("page.txt"))
    lab.sample()
