#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks Apache for three ranges at once: 206 with a multipart/byteranges body.

The last of them counts from the end.
"""

from lab import Lab, text

with Lab() as lab:
    lab.apache({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "0-9,400-449,-20", lab.url("page.txt"))
    lab.sample()
