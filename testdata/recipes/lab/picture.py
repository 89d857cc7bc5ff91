# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures for pages."""

import struct
import zlib


def plain(side, colour):
    """A square of one colour: red, green, blue."""
    return _png(side, bytes(colour) * side * side)


def noise(side, pick):
    """A square that no compression makes smaller; `pick` is a random.Random."""
    return _png(side, pick.randbytes(3 * side * side))


def _png(side, pixels):
    row = 3 * side
    rows = b"".join(b"\0" + pixels[at:at + row] for at in range(0, side * row, row))
    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows))
            + _chunk(b"IEND", b""))


def _chunk(name, data):
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
