#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The last data is lost, the FIN behind it arrives: the server's ACK covers neither until the data comes again.

Linux keeps a FIN that is out of order and answers with a duplicate ACK.
Not delivered: the first copy of the client's last data.
"""

import socket

from lab import Lab, Wire, first

with Lab(Wire(delay=0.02, lose=first(lambda frame: frame.from_client and frame.length == 10))) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    client.sendall(b"last words")
    client.close()
    server.recv(10, socket.MSG_WAITALL)
    lab.sample()
    server.close()
    lab.sample()
