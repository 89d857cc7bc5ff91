#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection inside two VLANs: an IEEE 802.1ad tag with an 802.1Q tag behind it.

Two boxes in user space tag and untag what the hosts send, as switches would.
"""

from lab import Lab, Trunk
from lab.trunk import vlan

with Lab(Trunk(vlan((0x88A8, 7), (0x8100, 42)))) as lab:
    lab.capture(at=lab.link.middle, device=lab.link.device, rule="vlan and vlan and tcp")
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
