#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server's host falls silent before the client closes: the FIN is repeated and never acknowledged.

Linux repeats the FIN of a socket that no program holds net.ipv4.tcp_orphan_retries times, then forgets it.
Not delivered: every FIN.
"""

import time

from lab import Lab

with Lab() as lab:
    lab.client.sysctl({"net.ipv4.tcp_orphan_retries": 2})
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    lab.server.iptables("-A", "INPUT", "-p", "tcp", "-j", "DROP")
    client.close()
    time.sleep(0.9)
    lab.sample()
    time.sleep(2)
    lab.sample()
