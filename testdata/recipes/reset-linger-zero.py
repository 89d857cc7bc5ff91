#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client aborts instead of closing: close() with SO_LINGER 0 sends RST+ACK.

Linux then forgets the connection at once, without TIME-WAIT.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.sample()
    tcp.abort(client)
    lab.sample()
