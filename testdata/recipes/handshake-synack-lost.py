#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The first SYN+ACK is lost after the capture point: both SYN and SYN+ACK come again.

Both kernels time out after 1 s: the client repeats its SYN, the server its SYN+ACK.
Not delivered: the first SYN+ACK.
"""

from lab import Lab, Wire, first

with Lab(Wire(lose=first(lambda frame: frame.flags == "SA"))) as lab:
    lab.capture(at=lab.server)
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
