#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's IPv6 packets carry a hop-by-hop and a destination options header before TCP.

setsockopt(IPV6_HOPOPTS, IPV6_DSTOPTS) before connect(); the options are padding only.
"""

import socket

from lab import Lab

PADDING_ONLY = bytes([0, 0, 1, 4, 0, 0, 0, 0])

with Lab() as lab:
    lab.capture(rule="ip6 host 2001:db8::80")
    client = lab.client.open(socket.AF_INET6)
    for header in (socket.IPV6_HOPOPTS, socket.IPV6_DSTOPTS):
        client.setsockopt(socket.IPPROTO_IPV6, header, PADDING_ONLY)
    client, server = lab.connect(ipv6=True, client=client)
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
