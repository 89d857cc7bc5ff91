#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A request of HTTP/0.9: a line with a method and a path, answered by the bare page and the end of the connection.

There is no status line and no header (RFC 1945 section 4.1).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(200)})
    lab.capture()
    client = lab.dial()
    client.sendall(b"GET /page.txt\r\n")
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
