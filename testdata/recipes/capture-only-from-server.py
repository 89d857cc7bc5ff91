#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A one-sided capture: only what the server sends.

As an asymmetric route shows it; here by tcpdump's filter.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(5000)})
    lab.capture(rule="tcp and src host 192.0.2.80")
    lab.curl(lab.url("page.txt"))
    lab.sample()
