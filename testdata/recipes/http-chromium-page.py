#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium loads a page with a style sheet, a script and two images from nginx, all on loopback.

A browser opens more than one connection and uses each for several requests.
"""

from lab import Lab, Loopback, picture, text

PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>A page</title>
<link rel="stylesheet" href="style.css"><script src="script.js" defer></script></head>
<body><h1>A page with a few resources</h1><img src="red.png" alt="red"><img src="blue.png" alt="blue"></body></html>
"""

with Lab(Loopback()) as lab:
    lab.nginx({
        "index.html": PAGE,
        "style.css": b"body { font-family: serif; margin: 2em }\n",
        "script.js": b"document.title += ' and a script';\n// " + text(3000),
        "red.png": picture.plain(32, (200, 30, 30)),
        "blue.png": picture.plain(32, (30, 30, 200)),
    }, idle=2)
    lab.capture(device="lo", rule="tcp port 80")
    lab.chromium(lab.url("index.html"))
    lab.sample()
