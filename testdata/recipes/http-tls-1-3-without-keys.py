#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page over TLS 1.3, and the capture has no keys: a reader sees TCP and TLS, but no HTTP.

The same as with keys, for comparison.
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.capture()
    lab.curl("--insecure", "--http1.1", "https://www.example.org/page.txt")
    lab.sample()
