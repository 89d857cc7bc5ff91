#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client gives up in SYN-SENT, before the SYN+ACK arrives; the late SYN+ACK is answered by RST.

close() in SYN-SENT removes the socket without a segment. The wire takes 100 ms each way.
"""

import time

from lab import Lab, Wire

with Lab(Wire(delay=0.1)) as lab:
    lab.capture()
    listener = lab.listen()
    client = lab.client.bound("192.0.2.10", 40001)
    client.setblocking(False)
    client.connect_ex(lab.address())
    lab.expect(client.getsockname(), lab.address())
    time.sleep(0.05)
    client.close()
    lab.sample()
