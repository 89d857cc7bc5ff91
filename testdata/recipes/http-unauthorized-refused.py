#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""401, and again 401 to the wrong password.

curl does not try a third time.
"""

from lab import Lab, text

with Lab() as lab:
    users = lab.file("users", b"reader:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=\n")  # the password is "test"
    lab.nginx({"page.txt": text(300)}, more=f'auth_basic "the archive"; auth_basic_user_file {users};')
    lab.capture()
    lab.curl("--anyauth", "--user", "reader:guess", lab.url("page.txt"))
    lab.sample()
