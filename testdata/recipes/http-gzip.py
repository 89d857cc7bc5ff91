#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl --compressed gets a page from nginx in gzip: 2000 octets of text are less than 200 in the body.

The response is chunked, since nginx compresses as it sends.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)}, more="gzip on; gzip_types text/plain; gzip_min_length 100;")
    lab.capture()
    lab.curl("--compressed", lab.url("page.txt"))
    lab.sample()
