#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three megabytes over IPv4 with BIG TCP: packets beyond 64 kB, whose IP total length is 0.

A GSO size above 65536 for IPv4 (Linux 6.3 and later); a length that 16 bits cannot hold is written as 0.
"""

import threading

from lab import Lab, Veth, big_tcp, text

SIZE = 3_000_000
BUFFERS = "4096 4000000 8000000"

with Lab(Veth(offloads=True)) as lab:
    for host in (lab.client, lab.server):
        big_tcp.allow(host, "eth0", 150_000)
        host.sysctl({"net.ipv4.tcp_wmem": BUFFERS, "net.ipv4.tcp_rmem": BUFFERS})
    lab.capture(at=lab.server, snaplen=100)
    client, server = lab.connect()
    threading.Thread(target=server.sendall, args=(text(SIZE),)).start()
    received = 0
    while received < SIZE:
        received += len(client.recv(1_000_000))
    lab.sample()
    lab.close(client, server)
    lab.sample()
