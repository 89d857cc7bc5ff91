#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The proxy gets no connection to the host that CONNECT names: Apache answers 503.

Nobody listens on port 443.
"""

from lab import Lab

MORE = """
ProxyRequests On
AllowCONNECT 443
"""

with Lab() as lab:
    lab.know("www.example.org")
    lab.apache({}, more=MORE, modules=("proxy", "proxy_connect"), ports=(80, 3128))
    lab.capture()
    lab.curl("--proxy", "http://192.0.2.80:3128", "https://www.example.org/", ends=56)
    lab.sample()
