#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page over TLS through a proxy: CONNECT in clear text, then TLS 1.3 and HTTP/1.1 inside it.

Apache is the proxy, nginx the web server; the keys of curl are in the capture.
"""

from lab import Lab, text

MORE = """
ProxyRequests On
AllowCONNECT 443
"""

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"page.txt": text(300)}, tls=True)
    lab.apache({}, more=MORE, modules=("proxy", "proxy_connect"), ports=(3128,))
    lab.capture()
    lab.curl_with_keys("--http1.1", "--proxy", "http://192.0.2.80:3128", "https://www.example.org/page.txt")
    lab.sample()
