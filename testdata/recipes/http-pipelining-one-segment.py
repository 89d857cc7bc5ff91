#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Four pipelined requests in one segment; nginx's first response comes alone, the other three share a segment.

With Nagle's algorithm (tcp_nodelay off) the small responses wait until the first has been acknowledged. The wire
takes 20 ms each way.
"""

from lab import Lab, Wire, request, text

NAMES = ("one", "two", "three", "four")

with Lab(Wire(delay=0.02)) as lab:
    lab.nginx({f"{name}.txt": text(200) for name in NAMES}, more="tcp_nodelay off;")
    lab.capture()
    client = lab.dial()
    client.sendall(b"".join(request("GET", f"/{name}.txt") for name in NAMES))
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
