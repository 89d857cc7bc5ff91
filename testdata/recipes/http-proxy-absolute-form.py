#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page through Apache as a proxy, without a tunnel: the request names the whole URL.

The response has a Via field.
"""

from lab import Lab, text

MORE = """
ProxyRequests On
ProxyVia On
"""

with Lab() as lab:
    lab.know("www.example.org")
    lab.apache({"page.txt": text(300)}, more=MORE, modules=("proxy", "proxy_http"), ports=(80, 3128))
    lab.capture(rule="tcp port 3128")
    lab.curl("--proxy", "http://192.0.2.80:3128", "http://www.example.org/page.txt")
    lab.sample()
