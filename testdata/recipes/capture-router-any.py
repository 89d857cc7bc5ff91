#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured on `any` of a router: every packet comes in and goes out, the copy with a lower TTL.

The kernel forwards between two veth pairs; the pseudo device `any` shows both.
"""

from lab import Lab, Routed, text

with Lab(Routed()) as lab:
    lab.nginx({"page.txt": text(3000)})
    lab.capture(at=lab.link.router, device="any", link_type="LINUX_SLL2")
    lab.curl(lab.url("page.txt"))
    lab.sample()
