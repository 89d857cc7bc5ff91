#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A snap length of 60: the TCP options are cut off, and in IPv6 the TCP header itself.

tcpdump -s 60; the kernel's connections are whole.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture(snaplen=60)
    lab.curl(lab.url("page.txt"))
    lab.curl(lab.url("page.txt", ipv6=True))
    lab.sample()
