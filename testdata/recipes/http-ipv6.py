#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets one page from nginx over IPv6.

Addresses from the documentation range 2001:db8::/32 (RFC 3849).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture()
    lab.curl(lab.url("page.txt", ipv6=True))
    lab.sample()
