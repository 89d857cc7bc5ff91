#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""An idle client probes the connection with keep-alive segments; the server answers each.

SO_KEEPALIVE with TCP_KEEPIDLE and TCP_KEEPINTVL of 1 s; Linux sends a segment without data at SND.NXT - 1.
"""

import socket
import time

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    tcp.option(client, socket.TCP_KEEPIDLE, 1)
    tcp.option(client, socket.TCP_KEEPINTVL, 1)
    time.sleep(3.3)
    lab.sample()
    lab.close(client, server)
