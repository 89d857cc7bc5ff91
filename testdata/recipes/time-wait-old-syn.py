#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A SYN whose number is older than the connection in TIME-WAIT: it gets an ACK, the client resets, and tries again.

Without timestamps Linux compares sequence numbers; TCP_REPAIR chooses them so that the second is lower.
"""

from lab import Lab, tcp

with Lab() as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.ipv4.tcp_timestamps": 0})
    lab.capture()
    listener = lab.listen()
    for sequence in (2_000_000_000, 1_900_000_000):
        client = lab.client.bound("192.0.2.10", 40001)
        tcp.start_at(client, sequence)
        client, server = lab.connect(listener=listener, client=client)
        lab.exchange(client, server)
        server.close()
        client.recv(100)
        client.close()
        lab.sample()
