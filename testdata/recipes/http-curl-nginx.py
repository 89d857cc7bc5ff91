#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets one page from nginx (HTTP/1.1, keep-alive) and closes the connection when it is done.

curl holds the connection for further requests and closes it as it exits.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
