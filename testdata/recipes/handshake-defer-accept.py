#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server ignores the bare third ACK and waits for data (TCP_DEFER_ACCEPT), as Apache does.

Linux drops the ACK and stays in SYN-RECEIVED until data comes; so the kernel's state lags behind the wire's.
"""

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    listener = lab.listen()
    tcp.option(listener, tcp.DEFER_ACCEPT, 10)
    client = lab.client.open()
    client.connect(lab.address())
    lab.expect(client.getsockname(), lab.address())
    lab.sample()
    client.sendall(b"request")
    server, _ = listener.accept()
    server.recv(100)
    lab.sample()
    lab.close(client, server)
