#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The capture begins when the connection has long been open: no handshake, only its end.

tcpdump starts between two exchanges; the window scale and the initial numbers are unknown to a reader.
"""

from lab import Lab

with Lab() as lab:
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.capture()
    lab.exchange(client, server)
    lab.sample()
    client.close()
    lab.sample()
    server.close()
    lab.sample()
