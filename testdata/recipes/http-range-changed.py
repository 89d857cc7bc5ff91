#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks for a range with an If-Range that the page no longer fits: 200 and the whole page.

The validator is an old ETag; a range of another version would be of no use.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    lab.capture()
    lab.curl("--range", "100-199", "-H", 'If-Range: "an-old-one"', lab.url("page.txt"))
    lab.sample()
