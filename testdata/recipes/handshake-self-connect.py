#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A socket connects to its own address and port: one socket is both ends.

On Linux this is a simultaneous open with itself; source and destination are equal in every frame.
"""

from lab import Lab, Loopback

with Lab(Loopback()) as lab:
    lab.capture(device="lo")
    one = lab.client.bound("127.0.0.1", 40001)
    one.connect(("127.0.0.1", 40001))
    one.sendall(b"to myself")
    one.recv(100)
    one.close()
