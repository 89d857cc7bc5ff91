#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client closed first, waits in TIME-WAIT, and connects again from the same port.

net.ipv4.tcp_tw_reuse=1 allows it after 1 s, because timestamps keep old segments apart.
"""

import time

from lab import Lab

with Lab() as lab:
    lab.client.sysctl({"net.ipv4.tcp_tw_reuse": 1})
    lab.capture()
    listener = lab.listen()
    for _ in range(2):
        client, server = lab.connect(listener=listener, client=lab.client.bound("192.0.2.10", 40001))
        lab.exchange(client, server)
        client.close()
        server.recv(100)
        server.close()
        lab.sample()
        time.sleep(1.2)
