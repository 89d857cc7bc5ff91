#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gives up in the middle of a body (--max-time): it sends FIN, and nginx, which has more to send, closes too.

nginx sends 8 kB in a second (limit_rate) of a page of 100000 octets; there was no data on its way.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"large.txt": text(100_000)}, more="limit_rate 8k;")
    lab.capture()
    lab.curl("--max-time", "1.5", lab.url("large.txt"), ends=28)
    lab.sample()
