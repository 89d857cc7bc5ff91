#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""python3's http.server on port 8000: HTTP on a port that is not its own.

Wireshark knows HTTP by its first line.
"""

from lab import Lab, text

with Lab() as lab:
    lab.python_http_server({"page.txt": text(300)}, port=8000)
    lab.capture()
    lab.curl("http://192.0.2.80:8000/page.txt")
    lab.sample()
