#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client that does not finish its request: Apache answers 408 after two seconds and closes.

RequestReadTimeout header=2. The client sent a request line and one field.
"""

from lab import Lab

with Lab() as lab:
    lab.apache({}, more="RequestReadTimeout header=2", modules=("reqtimeout",))
    lab.capture()
    client = lab.dial()
    client.sendall(b"GET / HTTP/1.1\r\nHost: www.example.org\r\n")
    lab.sample()
    while client.recv(4096):
        pass
    lab.sample()
    client.close()
    lab.sample()
