#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl sends a cookie of 6000 octets: a GET without a body whose header alone takes five segments.

nginx takes it into one of its larger header buffers.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(300)})
    lab.capture()
    lab.curl("-H", "Cookie: story=" + "0123456789" * 600, lab.url("page.txt"))
    lab.sample()
