#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A large page captured at its sender with segmentation offload: frames far larger than the MTU.

TSO and GSO on: the kernel hands packets of up to 64 kB to the device, and the capture sees those.
"""

from lab import Lab, Veth, text

with Lab(Veth(offloads=True)) as lab:
    lab.nginx({"large.txt": text(1_000_000)})
    lab.capture(at=lab.server, snaplen=120)
    lab.curl(lab.url("large.txt"))
    lab.sample()
