#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx redirects with 302 to another host name; curl opens a second connection for that.

Both names belong to the same server; curl knows the second from /etc/hosts.
"""

from lab import Lab, text

MORE = "location = /old.txt { return 302 http://www.example.org/new.txt; }"

with Lab() as lab:
    lab.know("www.example.org")
    lab.nginx({"new.txt": text(200)}, more=MORE)
    lab.capture()
    lab.curl("--location", lab.url("old.txt"))
    lab.sample()
