#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two segments of a response are lost before the capture point; others arrive first, and fill up later.

The wire takes 20 ms each way and loses the server's second and fifth data segment.
"""

import itertools

from lab import Lab, Wire, text

data = itertools.count(1)

with Lab(Wire(delay=0.02, lose=lambda frame: not frame.from_client and frame.length > 0
              and next(data) in (2, 5))) as lab:
    lab.nginx({"page.txt": text(12_000)})
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
