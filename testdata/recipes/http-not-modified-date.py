#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets a page, then asks for it with If-Modified-Since and the date that it was given: 304, no body.

curl gives its copy the date of Last-Modified (--remote-time) and sends that (--time-cond).
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    copy = lab.scratch / "copy.txt"
    lab.capture()
    lab.client.run("curl", "-sS", "--remote-time", "-o", copy, lab.url("page.txt"))
    lab.client.run("curl", "-sS", "--time-cond", copy, "-o", copy, lab.url("page.txt"))
    lab.sample()
