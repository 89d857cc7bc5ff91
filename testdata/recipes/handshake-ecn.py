#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The handshake negotiates ECN: SYN with ECE and CWR, SYN+ACK with ECE.

net.ipv4.tcp_ecn=1 on both hosts (RFC 3168).
"""

from lab import Lab

with Lab() as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.ipv4.tcp_ecn": 1})
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
