#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A download broke off after 400 octets; curl asks for the rest of the 1000: 206.

curl --continue-at - looks at the file that it has, and asks for bytes=400-.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(1000)})
    part = lab.file("part.txt", text(400))
    lab.capture()
    lab.client.run("curl", "-sS", "--continue-at", "-", "-o", part, lab.url("page.txt"))
    lab.sample()
