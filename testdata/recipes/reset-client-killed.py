#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl is killed in the middle of a download from nginx: RST with data outstanding.

The kernel closes the sockets of a dead process; curl had data unread, so it resets.
"""

import time

from lab import Lab, text

with Lab() as lab:
    lab.client.sysctl({"net.ipv4.tcp_rmem": "4096 16384 32768"})
    lab.nginx({"large.txt": text(1_000_000)})
    lab.capture(snaplen=100)
    curl = lab.client.spawn("curl", "--limit-rate", "20k", lab.url("large.txt"))
    time.sleep(0.8)
    curl.kill()
    curl.wait()
    lab.sample()
