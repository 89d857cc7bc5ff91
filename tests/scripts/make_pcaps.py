#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compiles packet scripts to captures: make_pcaps.py SCRIPT_OR_FOLDER... OUTPUT_FOLDER

The same script gives the same octets every time.
"""

import struct
import sys
from pathlib import Path

from scapy.layers.inet import IP, TCP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import checksum

from pkt import NANOSECONDS, ScriptError, read_script

CLIENT_MAC, SERVER_MAC = "02:00:00:00:00:0a", "02:00:00:00:00:50"
CLIENT_IPV4, SERVER_IPV4 = "192.0.2.10", "198.51.100.80"
CLIENT_IPV6, SERVER_IPV6 = "2001:db8::10", "2001:db8::80"
START_SECONDS = 1_700_000_000
PCAP_NANOSECONDS, LINKTYPE_ETHERNET, SNAPLEN = 0xA1B23C4D, 1, 262144
ETHERNET_MINIMUM = 60


def capture_of(script):
    """The capture file's octets."""
    records, identification = [], 0
    for packet in script.packets:
        identification += 0 if packet.copy else 1
        records.append((packet, frame_of(script, packet, identification)))
    return file_of(records)


def file_of(records):
    """A capture file's octets, of (packet, its whole frame) pairs."""
    parts = [struct.pack("<IHHiIII", PCAP_NANOSECONDS, 2, 4, 0, 0, SNAPLEN, LINKTYPE_ETHERNET)]
    for packet, frame in records:
        captured = captured_part(packet, frame)
        seconds, nanoseconds = divmod(packet.time_ns, NANOSECONDS)
        parts.append(struct.pack("<IIII", START_SECONDS + seconds, nanoseconds,
                                 len(captured), len(frame)))
        parts.append(captured)
    return b"".join(parts)


def frame_of(script, packet, identification):
    frame = bytes(ethernet(packet) / internet(script, packet, identification)
                  / transport(script, packet) / Raw(packet.payload))
    if packet.wire == "padded":
        return frame.ljust(ETHERNET_MINIMUM, b"\0")
    if packet.wire == "tso":
        return without_ip_length(frame, script.ipv6)
    return frame


def captured_part(packet, frame):
    if packet.wire == "snapped":
        return frame[:len(frame) - len(packet.payload)]
    return frame


def without_ip_length(frame, ipv6):
    """As a capture shows a frame that the network card has yet to cut into segments."""
    link, header = frame[:14], bytearray(frame[14:])
    if ipv6:
        header[4:6] = b"\0\0"
    else:
        header[2:4] = header[10:12] = b"\0\0"
        header[10:12] = checksum(bytes(header[:20])).to_bytes(2, "big")
    return link + bytes(header)


def ethernet(packet):
    ends = (CLIENT_MAC, SERVER_MAC) if packet.from_client else (SERVER_MAC, CLIENT_MAC)
    return Ether(src=ends[0], dst=ends[1])


def internet(script, packet, identification):
    ends = (CLIENT_IPV6, SERVER_IPV6) if script.ipv6 else (CLIENT_IPV4, SERVER_IPV4)
    source, destination = ends if packet.from_client else reversed(ends)
    if script.ipv6:
        return IPv6(src=source, dst=destination)
    return IP(src=source, dst=destination, id=identification)


def transport(script, packet):
    client, server = script.client_port + packet.connection, script.server_port
    source, destination = (client, server) if packet.from_client else (server, client)
    return TCP(sport=source, dport=destination, seq=packet.seq, ack=packet.ack or 0,
               flags=packet.flags, window=packet.window, options=options_of(packet))


def options_of(packet):
    options = []
    if packet.mss is not None:
        options.append(("MSS", packet.mss))
    if packet.sack_ok:
        options.append(("SAckOK", b""))
    if packet.timestamps is not None:
        options.append(("Timestamp", packet.timestamps))
    if packet.window_scale is not None:
        options.append(("WScale", packet.window_scale))
    if packet.fast_open is not None:
        options.append((34, packet.fast_open))
    if packet.sack:
        options.append(("SAck", tuple(edge for block in packet.sack for edge in block)))
    return options


def scripts_in(paths):
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(path.glob("*.pkt"))
        else:
            yield path


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    output = Path(arguments[-1])
    output.mkdir(parents=True, exist_ok=True)
    for path in scripts_in(arguments[:-1]):
        try:
            (output / path.with_suffix(".pcap").name).write_bytes(capture_of(read_script(path)))
        except ScriptError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
