#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl asks a DNS server for www.example.test, then the web server at the address that it is told.

The DNS messages are in the capture; both servers are on one host.
"""

from lab import Lab, text

with Lab() as lab:
    lab.resolve("www.example.test")
    lab.nginx({"page.txt": text(300)})
    lab.capture(rule="tcp or udp port 53")
    lab.curl("http://www.example.test/page.txt")
    lab.sample()
