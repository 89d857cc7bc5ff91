#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The proxy does not allow a tunnel to that port: Apache refuses CONNECT with 403.

AllowCONNECT names port 443 only; curl asks for port 25, and ends with an error.
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
    lab.curl("--proxytunnel", "--proxy", "http://192.0.2.80:3128", "http://www.example.org:25/", ends=56)
    lab.sample()
