#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection inside IP in IP, captured on the outer link: two IPv4 headers before TCP.

Two boxes in user space wrap and unwrap what the hosts send (RFC 2003); it needs no ipip in the kernel.
"""

from lab import Lab, Trunk
from lab.trunk import ip_in_ip

with Lab(Trunk(ip_in_ip())) as lab:
    lab.capture(at=lab.link.middle, device=lab.link.device, rule="ip proto 4")
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
