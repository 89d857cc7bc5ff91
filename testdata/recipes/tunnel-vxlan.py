#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection inside a VXLAN, captured on the outer link: Ethernet, IP, UDP, VXLAN, Ethernet, IP, TCP.

The kernel's own vxlan device (RFC 7348) on both hosts.
"""

from lab import Lab, Vxlan

with Lab(Vxlan()) as lab:
    lab.capture(rule="udp port 4789 and not udp[54:2] = 0x0806 and udp[39] = 6")
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
