#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page captured on `any` with the older cooked header, link type LINUX_SLL.

tcpdump -y LINUX_SLL.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture(device="any", link_type="LINUX_SLL")
    lab.curl(lab.url("page.txt"))
    lab.sample()
