#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx keeps no connection for a second request (keepalive_requests 1): each response says Connection: close.

curl gets two pages and needs two connections; the server closes each first.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"one.txt": text(200), "two.txt": text(300)}, more="keepalive_requests 1;")
    lab.capture()
    lab.curl(lab.url("one.txt"), "-o", "/dev/null", lab.url("two.txt"))
    lab.sample()
