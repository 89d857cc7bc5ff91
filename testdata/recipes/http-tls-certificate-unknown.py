#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl does not know who signed the server's certificate: it ends the handshake with an alert, and closes.

The request is never sent.
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.capture()
    lab.curl("--http1.1", "https://www.example.org/page.txt", ends=60)
    lab.sample()
