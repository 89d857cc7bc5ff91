#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A body of 45000 octets from nginx: one response in more than 30 segments.

Each full segment carries 1448 octets: an MSS of 1460 less the 12 octets of the timestamps.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"large.txt": text(45_000)})
    lab.capture()
    lab.curl(lab.url("large.txt"))
    lab.sample()
