#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The proxy wants to know who asks: 407 to the first CONNECT, 200 to the second, which has credentials.

Basic authentication; the request inside the tunnel is in clear text.
"""

from lab import Lab, text

MORE = """
ProxyRequests On
AllowCONNECT 80
<Proxy "*">
AuthType Basic
AuthName "a proxy"
AuthBasicProvider file
AuthUserFile {0}
Require valid-user
</Proxy>
"""
MODULES = ("proxy", "proxy_connect", "authn_core", "authz_user", "auth_basic", "authn_file")

with Lab() as lab:
    lab.know("www.example.org")
    users = lab.file("users", b"reader:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=\n")  # the password is "test"
    lab.apache({"page.txt": text(300)}, more=MORE.format(users), modules=MODULES, ports=(80, 3128))
    lab.capture()
    lab.curl("--proxytunnel", "--proxy-anyauth", "--proxy-user", "reader:test",
             "--proxy", "http://192.0.2.80:3128", "http://www.example.org/page.txt")
    lab.sample()
