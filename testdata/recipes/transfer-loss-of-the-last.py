#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The last segment is lost and nothing follows it: a tail loss probe or the timer repeats it.

With no later segment there are no duplicate ACKs; Linux repeats the tail after two round trips.
Not delivered: the first copy of the client's only data segment.
"""

from lab import Lab, Wire, first

with Lab(Wire(delay=0.02, lose=first(lambda frame: frame.length > 0))) as lab:
    lab.capture()
    client, server = lab.connect()
    client.sendall(b"lost at first")
    server.recv(100)
    lab.sample()
    lab.close(client, server)
