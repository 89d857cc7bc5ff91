#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl speaks clear text to the TLS port of nginx: 400, with an explanation in the page.

"The plain HTTP request was sent to HTTPS port."
"""

from lab import Lab, text

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.capture()
    lab.curl("http://www.example.org:443/page.txt")
    lab.sample()
