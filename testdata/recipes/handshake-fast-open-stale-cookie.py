#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""TCP Fast Open with a cookie that the server takes no more: it acknowledges the SYN alone, the data comes again.

The server's key changes between two connections, so the cookie of the first is invalid in the second.
"""

import socket

from lab import Lab, Wire, tcp

with Lab(Wire(delay=0.02)) as lab:
    for host in (lab.client, lab.server):
        host.sysctl({"net.ipv4.tcp_fastopen": 3})
    lab.capture()
    listener = lab.listen()
    tcp.option(listener, tcp.FASTOPEN, 5)
    for key in ("11111111-11111111-11111111-11111111", "22222222-22222222-22222222-22222222"):
        lab.server.sysctl({"net.ipv4.tcp_fastopen_key": key})
        client = lab.client.open()
        client.sendto(b"request in a hurry", socket.MSG_FASTOPEN, lab.address())
        server, _ = listener.accept()
        server.recv(100)
        lab.sample()
        lab.close(client, server)
