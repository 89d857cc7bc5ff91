#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx redirects with 301; curl follows the Location on the same connection.

The Location is a path on the same server.
"""

from lab import Lab, text

MORE = "absolute_redirect off; location = /old.txt { return 301 /new.txt; }"

with Lab() as lab:
    lab.nginx({"new.txt": text(200)}, more=MORE)
    lab.capture()
    lab.curl("--location", lab.url("old.txt"))
    lab.sample()
