#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The server does not read: its window closes, the client probes it, until the server reads again.

A receive buffer of 4 kB. Linux probes a zero window after one RTO, then at doubling intervals.
"""

import threading
import time

from lab import Lab, text

with Lab() as lab:
    lab.capture(snaplen=100)
    client, server = lab.connect(listener=lab.listen(SO_RCVBUF=4096))
    sending = threading.Thread(target=client.sendall, args=(text(12_000),))
    sending.start()
    time.sleep(1.8)
    lab.sample()
    received = 0
    while received < 12_000:
        received += len(server.recv(65536))
    sending.join()
    lab.sample()
    lab.close(client, server)
