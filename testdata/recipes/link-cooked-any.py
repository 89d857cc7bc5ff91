#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page captured on `any`: link type LINUX_SLL2, without Ethernet addresses of both sides.

tcpdump 4.99 and later writes version 2 of the cooked header for the pseudo device `any`.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture(device="any", link_type="LINUX_SLL2")
    lab.curl(lab.url("page.txt"))
    lab.sample()
