#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's last data and its FIN are one segment; so are the server's.

TCP_CORK holds the data back until close() adds the FIN.
"""

import socket

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    for one, words in ((client, b"last words"), (server, b"last answer")):
        tcp.option(one, socket.TCP_CORK, 1)
        one.sendall(words)
        one.shutdown(socket.SHUT_WR)
        lab.sample()
    lab.close(client, server)
