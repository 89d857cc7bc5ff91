#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three pipelined requests whose borders do not fall together with those of the segments.

The first segment ends inside the second request's header, the second inside the third's.
"""

import time

from lab import Lab, request, tcp, text

REQUESTS = b"".join(request("GET", f"/{name}.txt") for name in ("one", "two", "three"))
CUTS = (0, 80, 140, len(REQUESTS))

with Lab() as lab:
    lab.nginx({"one.txt": text(200), "two.txt": text(300), "three.txt": text(100)})
    lab.capture()
    client = lab.dial()
    tcp.option(client, tcp.NODELAY, 1)
    for start, end in zip(CUTS, CUTS[1:]):
        client.sendall(REQUESTS[start:end])
        time.sleep(0.05)
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
