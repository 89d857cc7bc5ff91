#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's SYN has sequence number 0xffffffff, so that its first octet has number 0.

TCP_REPAIR lets the program choose the initial sequence number; the kernel does the rest.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client = lab.client.open()
    tcp.start_at(client, 0xFFFFFFFF)
    client, server = lab.connect(client=client)
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
