#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""ApacheBench gets a page three times in HTTP/1.0 on one connection, which Connection: keep-alive holds open.

HTTP/1.0 closes if nothing is said; here both sides say it. The server is a handler for python3's http.server.
"""

from lab import Lab

SERVER = """
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"a page that ends where Content-Length says\\n" * 5
        self.send_response(200)
        self.send_header("Connection", "keep-alive")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", len(body))
        self.end_headers()
        self.wfile.write(body)

HTTPServer(("", 80), Handler).serve_forever()
"""

with Lab() as lab:
    lab.python(SERVER)
    lab.capture()
    lab.client.run("ab", "-k", "-n", "3", "-c", "1", lab.url("page.txt"))
    lab.sample()
