#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks nginx for the last 50 octets of a page of 1000: 206.

Range: bytes=-50; the response says which octets those are.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "-50", lab.url("page.txt"))
    lab.sample()
