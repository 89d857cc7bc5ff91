#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The ACK of the client's FIN is lost: the FIN comes again and is acknowledged again.

Captured at the server. In CLOSE-WAIT Linux answers a FIN that it has already with an ACK (and D-SACK).
Not delivered: the first ACK of the FIN.
"""

from lab import Lab, Wire

finished = []


def ack_of_fin(frame):
    """The first bare ACK of the server after the client's FIN."""
    if frame.from_client and "F" in frame.flags:
        finished.append("client")
    if finished == ["client"] and not frame.from_client and frame.flags == "A":
        finished.append("lost")
        return True
    return False


with Lab(Wire(delay=0.02, lose=ack_of_fin)) as lab:
    lab.capture(at=lab.server)
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    client.close()
    server.recv(100)
    lab.sample()
    server.close()
    lab.sample()
