#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl runs twice: two requests one after the other, each on a connection of its own.

The second connection begins when the first has been closed.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"one.txt": text(200), "two.txt": text(300)})
    lab.capture()
    lab.curl(lab.url("one.txt"))
    lab.curl(lab.url("two.txt"))
    lab.sample()
