#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""401 with a Digest challenge; curl answers it with a hash, and gets 200 with Authentication-Info.

Apache's mod_auth_digest.
"""

import hashlib

from lab import Lab, text

MORE = """
<Location "/">
AuthType Digest
AuthName "archive"
AuthDigestProvider file
AuthUserFile {0}
Require valid-user
</Location>
"""
MODULES = ("authn_core", "authz_user", "auth_digest", "authn_file")

with Lab() as lab:
    secret = hashlib.md5(b"reader:archive:test").hexdigest()
    users = lab.file("users", f"reader:archive:{secret}\n".encode())
    lab.apache({"page.txt": text(300)}, more=MORE.format(users), modules=MODULES)
    lab.capture()
    lab.curl("--digest", "--user", "reader:test", lab.url("page.txt"))
    lab.sample()
