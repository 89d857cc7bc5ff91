#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Both sides close before either has seen the other's FIN: the two FINs cross.

The wire takes 100 ms each way; both programs close within one.
"""

from lab import Lab, Wire

with Lab(Wire(delay=0.1)) as lab:
    lab.capture()
    client, server = lab.connect()
    lab.sample()
    client.close()
    server.close()
    lab.sample()
