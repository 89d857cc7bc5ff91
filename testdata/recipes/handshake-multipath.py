#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Multipath TCP: the handshake and the data carry MPTCP options, the subflow is a TCP connection like any other.

A socket of protocol IPPROTO_MPTCP on both sides (RFC 8684).
"""

import socket

from lab import Lab

with Lab() as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.mptcp.enabled": 1})
    lab.capture()
    listener = lab.server.open(protocol=socket.IPPROTO_MPTCP)
    listener.bind(lab.address())
    listener.listen()
    client, server = lab.connect(
        listener=listener, client=lab.client.open(protocol=socket.IPPROTO_MPTCP))
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
