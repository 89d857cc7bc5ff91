#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The page has changed between two requests: If-None-Match names the old ETag, and the answer is 200.

The same two runs of curl as for 304, with another page in between.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    etag = lab.scratch / "etag"
    lab.capture()
    lab.curl("--etag-save", etag, lab.url("page.txt"))
    (lab.scratch / "site" / "page.txt").write_bytes(text(1100))
    lab.curl("--etag-compare", etag, lab.url("page.txt"))
    lab.sample()
