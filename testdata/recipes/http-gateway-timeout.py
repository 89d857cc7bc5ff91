#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx stands before a server that does not answer: 504 after a second.

The socket behind nginx accepts the connection, for it listens, and says nothing (proxy_read_timeout 1s).
"""

from lab import Lab

with Lab() as lab:
    silent = lab.server.bound("127.0.0.1", 8080)
    silent.listen()
    lab.nginx({}, more="location / { proxy_pass http://127.0.0.1:8080; proxy_read_timeout 1s; }")
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
