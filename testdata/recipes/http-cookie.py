#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx sets a cookie; curl's second request brings it back.

Two exchanges on one connection, with the cookie engine of curl.
"""

from lab import Lab, text

MORE = "location = /first.txt { add_header Set-Cookie 'visit=1; Path=/'; }"

with Lab() as lab:
    lab.nginx({"first.txt": text(100), "second.txt": text(100)}, more=MORE)
    lab.capture()
    lab.curl("--cookie", "", lab.url("first.txt"), "-o", "/dev/null", lab.url("second.txt"))
    lab.sample()
