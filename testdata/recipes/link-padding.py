#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ethernet padding: the receiver sees 60-octet frames that hold a segment without payload.

Without timestamps an ACK is 54 octets long; the wire pads what it delivers, as every Ethernet card does.
"""

from lab import Lab, Wire

with Lab(Wire(delay=0.005, pad=True)) as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.ipv4.tcp_timestamps": 0, "net.ipv4.tcp_sack": 0})
    lab.capture()
    client, server = lab.connect()
    client.sendall(b"x")
    server.recv(1)
    server.sendall(b"y")
    client.recv(1)
    lab.sample()
    lab.close(client, server)
    lab.sample()
