#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium loads a page and its picture from Apache over a path of 26 ms; Apache closes after five idle seconds.

The picture comes in forty segments of which one ACK covers several. Chromium opens a second connection beforehand,
and needs it for nothing.
"""

import random
import time

from lab import Lab, Wire, picture

PAGE = """<!DOCTYPE HTML>
<html>
<head>
  <meta charset="utf-8">
  <title>我的网页</title>
  <link rel="icon" href="data:,">
</head>
<body>
<div>
专业：计算机网络<br>
<img src="logo.png" alt="LOGO">
</div>
</body>
</html>
""".encode()
APACHE_IS_IDLE_FOR = 6

with Lab(Wire(delay=0.013)) as lab:
    lab.apache({"index.html": PAGE, "logo.png": picture.noise(137, random.Random(4))}, modules=("dir", "mime"),
               more="DirectoryIndex index.html\nTypesConfig /etc/mime.types")
    lab.capture()
    with lab.browser() as browser:
        browser.open(lab.url())
        lab.sample()
        time.sleep(APACHE_IS_IDLE_FOR)
        lab.sample()
    lab.sample()
