#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client leaves FIN-WAIT-2 by timeout; the server's FIN, when it comes at last, is answered by RST.

Linux keeps FIN-WAIT-2 of a closed socket for net.ipv4.tcp_fin_timeout or TCP_LINGER2, here 1 s.
"""

import time

from lab import Lab, tcp

with Lab() as lab:
    lab.capture()
    client, server = lab.connect()
    lab.exchange(client, server)
    tcp.option(client, tcp.LINGER2, 1)
    client.close()
    lab.sample()
    time.sleep(1.5)
    lab.sample()
    server.close()
    lab.sample()
