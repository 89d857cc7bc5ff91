#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl gets one page from python3's http.server, which speaks HTTP/1.0 and closes first.

The server's FIN ends the response: curl is told to wait for it instead of counting octets. The server is left in
TIME-WAIT.
"""

from lab import Lab, text

with Lab() as lab:
    lab.python_http_server({"page.txt": text(2000)})
    lab.capture()
    lab.curl("--ignore-content-length", lab.url("page.txt"))
    lab.sample()
