#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's segments arrive as IP fragments: only the first of each has a TCP header.

Path MTU discovery is off, and a router's far side has an MTU of 600. Captured at the server.
"""

import socket

from lab import Lab, Routed, text

IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0

with Lab(Routed(far_mtu=600)) as lab:
    lab.capture(at=lab.server)
    client = lab.client.open()
    client.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    client, server = lab.connect(client=client)
    client.sendall(text(4000))
    received = 0
    while received < 4000:
        received += len(server.recv(65536))
    server.sendall(b"thank you")
    client.recv(100)
    lab.sample()
    lab.close(client, server)
    lab.sample()
