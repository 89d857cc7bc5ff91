#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""TCP Fast Open: the first connection obtains a cookie, the second sends its request in the SYN.

net.ipv4.tcp_fastopen=3 on both hosts; the server answers before the handshake is complete (RFC 7413).
"""

import socket

from lab import Lab, Wire, tcp

with Lab(Wire(delay=0.02)) as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.ipv4.tcp_fastopen": 3})
    lab.capture()
    listener = lab.listen()
    tcp.option(listener, tcp.FASTOPEN, 5)
    for _ in range(2):
        client = lab.client.open()
        client.sendto(b"request in a hurry", socket.MSG_FASTOPEN, lab.address())
        server, _ = listener.accept()
        server.recv(100)
        server.sendall(b"response")
        client.recv(100)
        lab.sample()
        lab.close(client, server)
        lab.sample()
