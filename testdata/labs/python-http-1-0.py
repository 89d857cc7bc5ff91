#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium loads a page from python3's http.server, loads it again, and keeps a connection that it never uses.

The server speaks HTTP/1.0: it closes after each response. Chromium opens its next connection beforehand, and asks
every 45 s whether the idle one lives. Linux asks without an octet, Windows, on which the report was made, with one:
the recipe sends that probe from a raw socket, the answer is the kernel's. As on Windows there are no timestamps.
"""

import os
import struct
import time

from lab import Lab, Loopback, pcap, tcp

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
  <meta charset="UTF-8">
  <title>个人信息</title>
  <link rel="icon" href="data:,">
</head>
<body>
  <h1>欢迎访问我的个人主页</h1>
  <p><strong>专业: </strong>计算机网络</p>
</body>
</html>
""".encode()
ETHERNET, IPV4 = 14, 20
KEEP_ALIVE = 45


def last_probe(lab):
    """Port, numbers and window of the last segment that came from the client."""
    for record in reversed(list(pcap.records(lab.out.read_bytes()))):
        source, target, seq, ack, _, window = struct.unpack_from("!HHIIHH", record.kept, ETHERNET + IPV4)
        if target == lab.port:
            return source, seq, ack, window
    raise RuntimeError("nothing came from the client")


def probe_with_one_octet(lab):
    """RFC 9293 section 3.8.4 allows "one garbage octet" for the sake of old implementations."""
    port, seq, ack, window = last_probe(lab)
    client = (lab.link.address, port)
    tcp.send_raw(lab.client, client, lab.address(), tcp.ACK, seq, ack, window, payload=b"\0")


with Lab(Loopback(), port=8080) as lab:
    lab.client.sysctl({"net.ipv4.tcp_timestamps": 0})
    # Client and server both close after a response: of two on one processor, this server does first.
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    server = lab.python_http_server({"index.html": PAGE})
    os.sched_setscheduler(server.pid, os.SCHED_FIFO, os.sched_param(1))
    lab.capture(device="lo", rule="tcp port 8080")
    with lab.browser() as browser:
        browser.open(lab.url())
        lab.sample()
        browser.reload()
        lab.sample()
        time.sleep(KEEP_ALIVE + 2)
        lab.sample()
        probe_with_one_octet(lab)
        lab.sample()
    lab.sample()
