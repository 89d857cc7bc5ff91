#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The very last ACK is lost: the server in LAST-ACK repeats its FIN, the client in TIME-WAIT acknowledges it again.

That is what TIME-WAIT is for (RFC 9293 section 3.6.1). Captured at the client.
Not delivered: the first ACK of the server's FIN.
"""

from lab import Lab, Wire

finished = []


def last_ack(frame):
    """The first bare ACK of the client after the server's FIN."""
    if not frame.from_client and "F" in frame.flags:
        finished.append("server")
    if finished == ["server"] and frame.from_client and frame.flags == "A":
        finished.append("lost")
        return True
    return False


with Lab(Wire(delay=0.02, lose=last_ack)) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.close()
    server.recv(100)
    lab.sample()
    server.close()
    lab.sample()
