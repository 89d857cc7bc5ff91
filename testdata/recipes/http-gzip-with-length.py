#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx has a page ready in gzip: Content-Length counts the octets that are sent, not those of the page.

gzip_static finds page.txt.gz beside page.txt.
"""

import gzip

from lab import Lab, text

with Lab() as lab:
    page = text(2000)
    lab.nginx({"page.txt": page, "page.txt.gz": gzip.compress(page, mtime=0)}, more="gzip_static on;")
    lab.capture()
    lab.curl("--compressed", lab.url("page.txt"))
    lab.sample()
