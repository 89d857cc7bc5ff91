#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection inside VLAN 42, captured on the trunk: each frame has an IEEE 802.1Q tag.

Two boxes in user space tag and untag what the hosts send, as switches would; it needs no 8021q in the kernel.
"""

from lab import Lab, Trunk
from lab.trunk import vlan

with Lab(Trunk(vlan((0x8100, 42)))) as lab:
    lab.capture(at=lab.link.middle, device=lab.link.device, rule="vlan and tcp")
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
