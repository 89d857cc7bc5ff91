#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""curl creates a page with PUT (201), replaces it (204), deletes it (204), and asks for it (404).

nginx with its WebDAV methods; four exchanges on one connection. curl waits for a 100 before each body.
"""

from lab import Lab, text

with Lab() as lab:
    lab.nginx({}, more="location / { dav_methods PUT DELETE; }")
    page = lab.file("page.txt", text(300))
    again = ("--next", "-sS", "-o", "/dev/null")
    lab.capture()
    lab.curl("-T", page, lab.url("page.txt"), *again, "-T", page, lab.url("page.txt"),
             *again, "-X", "DELETE", lab.url("page.txt"), *again, lab.url("page.txt"))
    lab.sample()
