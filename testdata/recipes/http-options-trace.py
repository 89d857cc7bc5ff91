#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""OPTIONS for the server as a whole and TRACE, both answered by Apache on one connection.

OPTIONS * has no path; TRACE returns the request as it arrived (RFC 9110 section 9.3.8).
"""

from lab import Lab, request

with Lab() as lab:
    lab.apache({})
    lab.capture()
    client = lab.dial()
    client.sendall(request("OPTIONS", "*"))
    lab.answer(client)
    client.sendall(request("TRACE", "/", "Max-Forwards: 0"))
    lab.answer(client)
    lab.sample()
    client.close()
    lab.sample()
