#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The segments of a response overtake each other: the last octet arrives before some of the others.

The wire takes 5 to 15 ms, by a seeded random generator.
"""

import random

from lab import Lab, Wire, text

chance = random.Random(793)

with Lab(Wire(delay=lambda frame: chance.uniform(0.005, 0.015) if frame.length else 0.005)) as lab:
    lab.nginx({"page.txt": text(12_000)})
    lab.capture()
    lab.curl(lab.url("page.txt"))
    lab.sample()
