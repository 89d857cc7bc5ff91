#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server's accept queue is full: it ignores the third ACK and repeats its SYN+ACK.

Linux keeps such a connection in SYN-RECEIVED until the program accepts another one.
"""

import time

from lab import Lab, Wire

with Lab(Wire(delay=0.03)) as lab:
    lab.server.sysctl({"net.ipv4.tcp_syncookies": 0})
    lab.capture()
    listener = lab.listen(backlog=1)
    clients = [lab.client.open() for _ in range(3)]
    clients[0].connect(lab.address())
    for client in clients[1:]:
        client.setblocking(False)
        client.connect_ex(lab.address())
    lab.sample()
    time.sleep(1.2)
    servers = [listener.accept()[0] for _ in clients]
    lab.sample()
    for one in (*clients, *servers):
        one.close()
