#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A router's ICMP says that the segments are too large and quotes their headers; the client cuts them anew.

The router's far side has an MTU of 600 and the packets say DF; Linux lowers its segment size (RFC 1191).
"""

from lab import Lab, Routed, text

with Lab(Routed(far_mtu=600)) as lab:
    lab.capture(rule="tcp or icmp")
    client, server = lab.connect()
    client.sendall(text(3000))
    received = 0
    while received < 3000:
        received += len(server.recv(65536))
    lab.sample()
    lab.close(client, server)
    lab.sample()
