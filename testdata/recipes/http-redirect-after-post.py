#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A form is posted; 303 sends the client to a page that it gets with GET.

curl changes the method, as 303 asks it to (RFC 9110 section 15.4.4).
"""

from lab import Lab, text

MORE = "absolute_redirect off; location = /form { return 303 /done.txt; }"

with Lab() as lab:
    lab.nginx({"done.txt": text(200)}, more=MORE)
    lab.capture()
    lab.curl("--location", "-d", "name=value", lab.url("form"))
    lab.sample()
