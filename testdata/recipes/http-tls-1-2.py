#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page over TLS 1.2; the keys are in the capture, so that a reader sees HTTP/1.1 inside it.

nginx with a self-signed certificate for www.example.org.
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.capture()
    lab.curl_with_keys("--http1.1", "--tls-max", "1.2", "https://www.example.org/page.txt")
    lab.sample()
