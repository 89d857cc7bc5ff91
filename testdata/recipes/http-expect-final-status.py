#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The body that curl announces is too large for nginx: 413 without a 100 before it, and no body is sent.

curl closes the connection, for the server might still take what follows for the body.
"""

from lab import Lab, text

MORE = "client_max_body_size 1k; location / { dav_methods PUT; }"

with Lab() as lab:
    lab.nginx({}, more=MORE)
    body = lab.file("body.txt", text(4000))
    lab.capture()
    lab.curl("-H", "Expect: 100-continue", "-T", body, lab.url("upload.txt"))
    lab.sample()
