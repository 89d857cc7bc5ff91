#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's FIN is lost and is sent again.

Linux repeats a FIN as it repeats data, after the RTO or as a tail loss probe.
Not delivered: the first FIN.
"""

from lab import Lab, Wire, first

with Lab(Wire(delay=0.02, lose=first(lambda frame: "F" in frame.flags))) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.close()
    server.recv(100)
    lab.sample()
    server.close()
    lab.sample()
