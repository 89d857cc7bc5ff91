#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium asks a DNS server for www.example.test and loads a page with eight pictures over parallel connections.

nginx holds each picture back for a moment, so that the browser opens more connections, up to its limit of six.
"""

from lab import Lab, picture

COLOURS = [(32 * step, 90, 255 - 32 * step) for step in range(8)]
PAGE = ('<!DOCTYPE html><html lang="en"><head><title>Eight colours</title><link rel="icon" href="data:,"></head><body>'
        + "".join(f'<img src="{name}.png" alt="">' for name in range(len(COLOURS))) + "</body></html>\n").encode()

with Lab() as lab:
    lab.resolve("www.example.test")
    pictures = {f"{name}.png": picture.plain(24, colour) for name, colour in enumerate(COLOURS)}
    lab.nginx({"index.html": PAGE, **pictures}, more="location ~ png$ { limit_rate 250; }")
    lab.capture(rule="tcp or udp port 53")
    lab.chromium("http://www.example.test/")
    lab.sample()
