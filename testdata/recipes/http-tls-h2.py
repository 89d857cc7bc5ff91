#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl and nginx agree on HTTP/2 inside TLS 1.3 (ALPN); the keys are in the capture.

nginx with a self-signed certificate for www.example.org.
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.capture()
    lab.curl_with_keys("--http2", "https://www.example.org/page.txt")
    lab.sample()
