#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl is killed in the middle of a body with data unread: its kernel resets the connection.

A small receive buffer and a slow reader (--limit-rate) keep nginx from sending more than a third of the page.
"""

import time

from lab import Lab, text

with Lab() as lab:
    lab.client.sysctl({"net.ipv4.tcp_rmem": "4096 8192 16384"})
    lab.nginx({"large.txt": text(100_000)})
    lab.capture()
    curl = lab.client.spawn("curl", "-s", "--limit-rate", "10k", lab.url("large.txt"))
    time.sleep(0.8)
    curl.kill()
    curl.wait()
    lab.sample()
