#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Nobody listens on the port: the SYN is answered by RST+ACK.

Linux refuses at once; the client's connect() fails with "connection refused".
"""

import contextlib

from lab import Lab

with Lab() as lab:
    lab.capture()
    client = lab.client.bound("192.0.2.10", 40001)
    with contextlib.suppress(ConnectionRefusedError):
        client.connect(lab.address())
    lab.expect(("192.0.2.10", 40001), lab.address())
    lab.sample()
