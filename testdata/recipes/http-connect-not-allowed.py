#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl takes a web server for a proxy: Apache answers CONNECT with 405.

curl ends with an error.
"""

from lab import Lab

with Lab() as lab:
    lab.know("www.example.org")
    lab.apache({})
    lab.capture()
    lab.curl("--proxytunnel", "--proxy", "http://192.0.2.80:80", "http://www.example.org/", ends=56)
    lab.sample()
