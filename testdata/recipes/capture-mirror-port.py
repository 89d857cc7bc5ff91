#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every frame twice, as a mirror port of two switch ports shows it.

Captured at both ends of the link and merged by time.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({"page.txt": text(3000)})
    sides = {host: lab.scratch / f"{host.name}.pcap" for host in (lab.client, lab.server)}
    for host, path in sides.items():
        lab.capture(at=host, path=path)
    lab.curl(lab.url("page.txt"))
    lab.sample()
    lab.stop_captures()
    lab.client.run("mergecap", "-F", "pcap", "-w", lab.out, *sides.values())
