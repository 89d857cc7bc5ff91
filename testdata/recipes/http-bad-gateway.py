#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx stands before a server that does not run: 502.

proxy_pass to a port on which nobody listens.
"""

from lab import Lab

with Lab() as lab:
    lab.nginx({}, more="location / { proxy_pass http://127.0.0.1:8080; }")
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
