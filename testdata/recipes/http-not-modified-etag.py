#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page, then asks for it with If-None-Match and the ETag that it was given: 304, no body.

curl keeps the ETag in a file between the two runs (--etag-save, --etag-compare).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    etag = lab.scratch / "etag"
    lab.capture()
    lab.curl("--etag-save", etag, lab.url("page.txt"))
    lab.curl("--etag-compare", etag, lab.url("page.txt"))
    lab.sample()
