#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The client's packets carry an IP option (record route), so that their IP header is longer than 20 octets.

setsockopt(IP_OPTIONS) before connect(); Linux puts the option on every packet of the connection.
"""

import socket

from lab import Lab

RECORD_ROUTE = bytes([7, 11, 4]) + bytes(8) + b"\0"

with Lab() as lab:
    lab.capture()
    client = lab.client.open()
    client.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, RECORD_ROUTE)
    client, server = lab.connect(client=client)
    lab.exchange(client, server)
    lab.sample()
    lab.close(client, server)
    lab.sample()
