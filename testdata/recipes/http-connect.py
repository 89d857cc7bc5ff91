#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl has Apache, as a proxy on port 3128, connect it to a web server, and sends its request through the tunnel.

After the 200 the connection carries what the two ends say to each other; here that is HTTP in clear text.
"""

from lab import Lab, text

MORE = """
ProxyRequests On
AllowCONNECT 80
"""

with Lab() as lab:
    lab.know("www.example.org")
    lab.apache({"page.txt": text(300)}, more=MORE, modules=("proxy", "proxy_connect"), ports=(80, 3128))
    lab.capture()
    lab.curl("--proxytunnel", "--proxy", "http://192.0.2.80:3128", "http://www.example.org/page.txt")
    lab.sample()
