#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets three pages from nginx, one after the other on one connection.

HTTP/1.1 keeps the connection open between exchanges; the client closes it at the end.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"one.txt": text(500), "two.txt": text(4000), "three.txt": text(50)})
    lab.capture()
    targets = [word for name in ("one", "two", "three")
               for word in ("-o", "/dev/null", lab.url(f"{name}.txt"))]
    lab.client.run("curl", "-sS", *targets)
    lab.sample()
