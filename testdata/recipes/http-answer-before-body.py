#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""nginx refuses a body of 60000 octets with 413 while curl is still sending it.

The wire takes 20 ms each way: the response comes when a part of the body is on its way, and curl sends no more.
"""

from lab import Lab, Wire, text

MORE = "client_max_body_size 1k; location / { dav_methods PUT; }"

with Lab(Wire(delay=0.02)) as lab:
    lab.nginx({}, more=MORE)
    body = lab.file("body.txt", text(60_000))
    lab.capture()
    lab.client.spawn("curl", "-s", "-H", "Expect:", "-T", body, lab.url("upload.txt")).wait()
    lab.sample()
