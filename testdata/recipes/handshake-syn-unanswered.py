#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server's firewall drops every SYN in silence: the client repeats it until its program gives up.

Linux repeats a SYN that nothing answered after 1 s, and again.
Not delivered: every SYN.
"""

import contextlib

from lab import Lab

with Lab() as lab:
    lab.server.iptables("-A", "INPUT", "-p", "tcp", "-j", "DROP")
    lab.capture()
    client = lab.client.bound("192.0.2.10", 40001)
    client.settimeout(4.5)
    with contextlib.suppress(TimeoutError):
        client.connect(lab.address())
    lab.expect(("192.0.2.10", 40001), lab.address())
    lab.sample()
    client.close()
    lab.sample()
