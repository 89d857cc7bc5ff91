#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks nginx for octets 100 to 199 of a page of 1000: 206 with Content-Range.

The body has 100 octets, and so says Content-Length.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "100-199", lab.url("page.txt"))
    lab.sample()
