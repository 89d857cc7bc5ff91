#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The request is lost on the way and sent again; the response comes one timeout later.

The wire takes 20 ms each way.
Not delivered: the first copy of the request.
"""

from lab import Lab, Wire, first, text

with Lab(Wire(delay=0.02, lose=first(lambda frame: frame.from_client and frame.length > 0))) as lab:
    lab.nginx({"page.txt": text(300)})
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
