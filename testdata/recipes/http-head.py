#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks nginx for the header of a page with HEAD, then for the page, on one connection.

The response to HEAD has the Content-Length of the page, but no body.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture()
    lab.curl("--head", lab.url("page.txt"), "--next", "-sS", "-o", "/dev/null", lab.url("page.txt"))
    lab.sample()
