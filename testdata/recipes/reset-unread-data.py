#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server closes while the client's request lies unread: RST instead of FIN.

Linux resets a connection that is closed with data unread (RFC 2525 section 2.17).
"""

from lab import Lab

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    client.sendall(b"a request that nobody reads")
    lab.sample()
    server.close()
    lab.sample()
