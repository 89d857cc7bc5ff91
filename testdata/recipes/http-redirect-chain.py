#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three redirects in a row, 301, 302 and 308, before the page: four exchanges on one connection.

curl --location follows each.
"""

from lab import Lab, text

MORE = """absolute_redirect off;
location = /one.txt { return 301 /two.txt; }
location = /two.txt { return 302 /three.txt; }
location = /three.txt { return 308 /page.txt; }"""

with Lab() as lab:
    lab.nginx({"page.txt": text(200)}, more=MORE)
    lab.capture()
    lab.curl("--location", lab.url("one.txt"))
    lab.sample()
