#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection inside GRE, captured on the outer link: IP, GRE, IP, TCP.

Two boxes in user space wrap and unwrap what the hosts send (RFC 2784); it needs no ip_gre in the kernel.
"""

from lab import Lab, Trunk
from lab.trunk import gre

with Lab(Trunk(gre())) as lab:
    lab.capture(at=lab.link.middle, device=lab.link.device, rule="proto gre")
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
