#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium looks up www.example.test and loads its page: fourteen exchanges on one connection, twelve of them 304.

Chromium has been there before; the page (gzip) and its last picture are new since then. The page's script loads what
belongs to it one after the other, so that one connection is enough. Apache closes with the fourteenth response
(MaxKeepAliveRequests): that picture's last segment is also the server's FIN, with PSH.
"""

import os
import random
import time

from lab import Lab, Wire, picture

PICTURES = [f"photo{number}.png" for number in range(1, 10)]
NAMES = ["style.css", "news.js", "menu.js", *PICTURES, "banner.png"]
SCRIPT = """
const load = {
  css: (name) => Object.assign(document.createElement('link'), { rel: 'stylesheet', href: name }),
  js: (name) => Object.assign(document.createElement('script'), { src: name }),
  png: (name) => Object.assign(document.createElement('img'), { src: name }),
}
const one = (name) => new Promise((done) => {
  document.body.append(Object.assign(load[name.split('.')[1]](name), { onload: done }))
})
window.complete = NAMES.reduce((before, name) => before.then(() => one(name)), Promise.resolve())
""".replace("NAMES", str(NAMES))
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><link rel="icon" href="data:,"><title>A university</title></head>
<body><h1>A university</h1><script>{SCRIPT}</script>
"""
WORDS = "course dean exam faculty grant lecture library news notice professor seminar student term thesis".split()
MODULES = ("deflate", "dir", "expires", "filter", "headers", "mime")
# The page is fresh for ten minutes from its last change on, the rest is to be asked for each time.
CONFIG = f"""
TypesConfig /etc/mime.types
DirectoryIndex index.html
MaxKeepAliveRequests {len(NAMES)}
AddOutputFilterByType DEFLATE text/html
Header set X-Frame-Options SAMEORIGIN
<Files index.html>
    ExpiresActive On
    ExpiresDefault M600
</Files>
<FilesMatch "(css|js|png)$">
    Header set Cache-Control no-cache
</FilesMatch>
"""
LAST_WEEK = time.time() - 7 * 86400
pick = random.Random(0)


def page():
    return (PAGE + f"<p>{' '.join(pick.choices(WORDS, k=12000))}</p></body></html>\n").encode()


def visit(browser):
    browser.open("http://www.example.test/")
    browser.evaluate("window.complete")


FILES = {"style.css": b"body { font-family: serif }\n", "news.js": b"const news = 1\n", "menu.js": b"const menu = 2\n",
         **{name: picture.noise(24, pick) for name in PICTURES}}

with Lab(Wire(delay=0.0045)) as lab:
    lab.resolve("www.example.test")
    lab.apache({**FILES, "index.html": page(), "banner.png": picture.noise(120, pick)}, modules=MODULES, more=CONFIG)
    os.utime(lab.scratch / "site" / "index.html", (LAST_WEEK, LAST_WEEK))
    with lab.browser() as browser:
        visit(browser)
    lab.write_site({"index.html": page(), "banner.png": picture.noise(121, pick)})
    lab.states.disregard()
    lab.capture(rule="tcp or udp port 53")
    with lab.browser() as browser:
        visit(browser)
        lab.sample()
    lab.sample()
