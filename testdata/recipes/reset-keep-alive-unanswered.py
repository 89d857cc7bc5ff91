#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server's host falls silent; two keep-alive probes stay unanswered and the client resets.

SO_KEEPALIVE with TCP_KEEPIDLE and TCP_KEEPINTVL of 1 s and TCP_KEEPCNT 2.
Not delivered: the keep-alives and the RST.
"""

import socket
import time

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.server.iptables("-A", "INPUT", "-p", "tcp", "-j", "DROP")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 2)):
        tcp.option(client, name, value)
    lab.sample()
    time.sleep(3.5)
    lab.sample()
