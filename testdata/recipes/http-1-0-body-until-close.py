#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A response of HTTP/1.0 without Content-Length: the server's FIN is the end of the body.

python3's http.server with a handler that does not say how long its page is.
"""

from lab import Lab

SERVER = """
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(b"a page that ends with the connection\\n" * 10)

HTTPServer(("", 80), Handler).serve_forever()
"""

with Lab() as lab:
    lab.python(SERVER)
    lab.capture()
    lab.curl("--http1.0", lab.url("page.txt"))
    lab.sample()
