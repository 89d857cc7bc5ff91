#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The third segment of the handshake is lost and the client has nothing to say: the SYN+ACK is repeated.

A server in SYN-RECEIVED repeats its SYN+ACK after 1 s; an established client acknowledges it again.
Not delivered: the first ACK.
"""

from lab import Lab, Wire, first

with Lab(Wire(lose=first(lambda frame: frame.flags == "A"))) as lab:
    lab.capture()
    listener = lab.listen()
    client = lab.client.open()
    client.connect(lab.address())
    lab.expect(client.getsockname(), lab.address())
    lab.sample()
    server, _ = listener.accept()
    lab.sample()
    lab.exchange(client, server)
    lab.close(client, server)
