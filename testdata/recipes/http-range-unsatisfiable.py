#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks nginx for octets from 5000 on, of a page of 1000: 416.

Content-Range: bytes */1000 tells the client how long the page is.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "5000-", lab.url("page.txt"))
    lab.sample()
