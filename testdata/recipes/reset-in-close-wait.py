#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client has closed its half; the server, in CLOSE-WAIT, aborts with RST.

close() with SO_LINGER 0.
"""

import socket

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.shutdown(socket.SHUT_WR)
    lab.sample()
    tcp.abort(server)
    lab.sample()
