#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A header line of 12000 octets in nine segments: too large for nginx, which answers 400 and closes.

Its buffers for such a line hold 8192 octets.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(200)})
    lab.capture()
    lab.curl("-H", "Cookie: story=" + "0123456789" * 1200, lab.url("page.txt"))
    lab.sample()
