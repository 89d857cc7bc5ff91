#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two programs connect to each other at the same time: the SYNs cross, each is answered by SYN+ACK.

A Linux socket in SYN-SENT that receives a SYN goes to SYN-RECEIVED. The wire takes 100 ms each way.
"""

import select

from lab import Lab, Wire

with Lab(Wire(delay=0.1)) as lab:
    lab.capture()
    client = lab.client.bound("192.0.2.10", 40001)
    server = lab.server.bound("192.0.2.80", 80)
    for one, peer in ((client, ("192.0.2.80", 80)), (server, ("192.0.2.10", 40001))):
        one.setblocking(False)
        one.connect_ex(peer)
    select.select([], [client], [])
    lab.sample()
    for one in (client, server):
        one.setblocking(True)
    lab.exchange(client, server)
    client.close()
    lab.sample()
    server.close()
    lab.sample()
