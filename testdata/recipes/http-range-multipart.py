#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks nginx for two ranges at once: 206 with a multipart/byteranges body.

Each part has a Content-Range of its own (RFC 9110 section 14.6).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "0-99,500-549", lab.url("page.txt"))
    lab.sample()
