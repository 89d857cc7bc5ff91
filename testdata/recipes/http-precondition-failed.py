#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks for a page with If-Match and an ETag that the page no longer has: 412.

Apache checks If-Match before anything else (RFC 9110 section 13.2.2).
"""

from lab import Lab, text

with Lab() as lab:
    lab.apache({"page.txt": text(1000)})
    lab.capture()
    lab.curl("-H", 'If-Match: "an-old-one"', lab.url("page.txt"))
    lab.sample()
