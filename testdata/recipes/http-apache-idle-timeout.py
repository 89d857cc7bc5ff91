#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client keeps its connection to Apache idle; Apache closes it after its KeepAliveTimeout of 2 s.

Apache shuts its half first and waits for the client's FIN.
"""

from lab import Lab, text

REQUEST = b"GET /page.txt HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: idle\r\n\r\n"

with Lab() as lab:
    lab.apache({"page.txt": text(300)}, idle=2)
    lab.capture()
    client = lab.client.open()
    client.connect(lab.address())
    client.sendall(REQUEST)
    client.recv(4096)
    lab.sample()
    while client.recv(4096):
        pass
    lab.sample()
    client.close()
    lab.sample()
