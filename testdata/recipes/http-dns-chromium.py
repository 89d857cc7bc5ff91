#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium asks a DNS server for www.example.test and loads a page with eight pictures over parallel connections.

nginx holds each picture back for a moment, so that the browser opens more connections, up to its limit of six.
"""

import struct
import zlib

from lab import Lab

COLOURS = [(32 * step, 90, 255 - 32 * step) for step in range(8)]
PAGE = ('<!DOCTYPE html><html lang="en"><head><title>Eight colours</title><link rel="icon" href="data:,"></head><body>'
        + "".join(f'<img src="{name}.png" alt="">' for name in range(len(COLOURS))) + "</body></html>\n").encode()


def png(colour, side=24):
    """A picture of one colour."""
    def chunk(name, data):
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    rows = (b"\0" + bytes(colour) * side) * side
    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


with Lab() as lab:
    lab.resolve("www.example.test")
    lab.nginx({"index.html": PAGE, **{f"{name}.png": png(colour) for name, colour in enumerate(COLOURS)}},
              more="location ~ png$ { limit_rate 250; }")
    lab.capture(rule="tcp or udp port 53")
    lab.chromium("http://www.example.test/")
    lab.sample()
