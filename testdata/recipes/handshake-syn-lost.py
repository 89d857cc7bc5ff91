#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The first SYN is lost on the way; its repetition 1 s later is answered.

Linux repeats a SYN that nothing answered after the initial RTO of 1 s.
Not delivered: the first SYN.
"""

from lab import Lab, Wire, first

with Lab(Wire(lose=first(lambda frame: frame.flags == "S"))) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
