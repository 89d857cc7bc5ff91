#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A large page on loopback, in segments of 65483 octets, each cut off at 120 octets by the snap length.

The loopback device has an MTU of 65536; tcpdump -s 120 keeps the headers and little else.
"""

from lab import Lab, Loopback, text

with Lab(Loopback()) as lab:
    lab.nginx({"large.txt": text(1_000_000)})
    lab.capture(device="lo", snaplen=120)
    lab.curl(lab.url("large.txt"))
    lab.sample()
