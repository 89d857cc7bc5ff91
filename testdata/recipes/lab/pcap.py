# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what tcpdump writes, and the pcapng that editcap makes of it."""

import struct
from dataclasses import dataclass

FILE_HEADER, RECORD_HEADER = 24, 16
_PCAPNG, _ENHANCED_PACKET, _PACKET_HEADER = b"\x0a\x0d\x0d\x0a", 6, 28


@dataclass(frozen=True)
class Record:
    """One frame: when, how long it was, and what was kept of it."""

    seconds: int
    microseconds: int
    length: int
    kept: bytes

    @property
    def time(self):
        return self.seconds + self.microseconds / 1e6


def records(data):
    """The frames of a whole capture file."""
    return _pcapng_records(data) if data.startswith(_PCAPNG) else _pcap_records(data)


def _pcap_records(data):
    at = FILE_HEADER
    while at < len(data):
        seconds, microseconds, kept, length = struct.unpack_from("<4I", data, at)
        at += RECORD_HEADER
        yield Record(seconds, microseconds, length, data[at:at + kept])
        at += kept


def _pcapng_records(data):
    """Written on this machine by one program: its byte order, and microseconds."""
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from("<2I", data, at)
        if kind == _ENHANCED_PACKET:
            _, high, low, kept, length = struct.unpack_from("<5I", data, at + 8)
            seconds, microseconds = divmod(high << 32 | low, 1_000_000)
            start = at + _PACKET_HEADER
            yield Record(seconds, microseconds, length, data[start:start + kept])
        at += size


def file(header, frames):
    """A capture file of these frames, under the header of another."""
    yield header
    for frame in frames:
        yield struct.pack("<4I", frame.seconds, frame.microseconds, len(frame.kept), frame.length)
        yield frame.kept
