#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets two pages over TLS 1.3 on one connection; the keys are in the capture.

nginx with a self-signed certificate for www.example.org; HTTP/1.1 inside TLS.
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300), "large.txt": text(6000)}, tls=True)
    lab.capture()
    lab.curl_with_keys("--http1.1", "https://www.example.org/page.txt",
                       "-o", "/dev/null", "https://www.example.org/large.txt")
    lab.sample()
