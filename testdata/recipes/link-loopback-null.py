#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page on loopback with link type NULL, the way BSD and macOS show their loopback.

Linux has no such device: captured on Linux's loopback, then each Ethernet header is exchanged for the
four octets of the address family.
"""

import struct

from lab import Lab, Loopback, pcap, text

LINKTYPE_NULL, ETHERNET, AF_INET = 0, 14, 2


def as_null_link(capture):
    """The same capture with link type NULL."""
    header = capture[:pcap.FILE_HEADER - 4] + struct.pack("<I", LINKTYPE_NULL)
    family = struct.pack("<I", AF_INET)
    return b"".join(pcap.file(header, (
        pcap.Record(frame.seconds, frame.microseconds, frame.length - ETHERNET + len(family),
                    family + frame.kept[ETHERNET:])
        for frame in pcap.records(capture))))


with Lab(Loopback()) as lab:
    lab.nginx({"page.txt": text(2000)})
    lab.capture(device="lo")
    lab.curl(lab.url("page.txt"))
    lab.sample()
    lab.stop_captures()
    lab.out.write_bytes(as_null_link(lab.out.read_bytes()))
