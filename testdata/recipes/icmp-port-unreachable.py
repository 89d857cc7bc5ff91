#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A firewall answers the SYN with ICMP port unreachable, which quotes the SYN's header.

iptables -j REJECT --reject-with icmp-port-unreachable; Linux gives up connecting at once.
"""

import contextlib

from lab import Lab, Wire

with Lab(Wire()) as lab:
    lab.server.iptables("-A", "INPUT", "-p", "tcp", "-j", "REJECT", "--reject-with", "icmp-port-unreachable")
    lab.capture(rule="tcp or icmp")
    client = lab.client.bound("192.0.2.10", 40001)
    with contextlib.suppress(OSError):
        client.connect(lab.address())
    lab.expect(("192.0.2.10", 40001), lab.address())
    lab.sample()
