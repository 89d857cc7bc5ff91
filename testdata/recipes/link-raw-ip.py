#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A connection captured on a TUN device: link type RAW, the packets begin with their IP header.

The wire in user space joins two TUN devices instead of two TAP devices.
"""

from lab import Lab, Wire

with Lab(Wire(delay=0.005, layer=3)) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
