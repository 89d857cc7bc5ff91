# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what tcpdump writes."""

import struct
from dataclasses import dataclass

FILE_HEADER, RECORD_HEADER = 24, 16


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
    at = FILE_HEADER
    while at < len(data):
        seconds, microseconds, kept, length = struct.unpack_from("<4I", data, at)
        at += RECORD_HEADER
        yield Record(seconds, microseconds, length, data[at:at + kept])
        at += kept


def file(header, frames):
    """A capture file of these frames, under the header of another."""
    yield header
    for frame in frames:
        yield struct.pack("<4I", frame.seconds, frame.microseconds, len(frame.kept), frame.length)
        yield frame.kept
