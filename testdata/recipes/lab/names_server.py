# SPDX-License-Identifier: GPL-2.0-or-later
"""A DNS server for a handful of names."""

import socket
import struct
import threading

_A, _PORT = 1, 53
_HEADER = struct.Struct("!6H")
_ANSWER_RECURSION = 0x8580  # QR, AA, RD, RA
_NO_SUCH_NAME = 3
_LIFETIME = 300


def start(host, address, names):
    """Answers from now on, in a thread, until the recipe ends. Every name has the server's own address."""
    listening = host.open(kind=socket.SOCK_DGRAM)
    listening.bind((address, _PORT))
    threading.Thread(target=_serve, args=(listening, address, names), daemon=True).start()


def _serve(listening, address, names):
    while True:
        query, client = listening.recvfrom(512)
        listening.sendto(_answer(query, address, names), client)


def _answer(query, address, names):
    """An address where one is asked for, else no record: NOERROR for a name that is known."""
    number, _, questions, *_ = _HEADER.unpack_from(query)
    name, end = _name(query)
    kind, = struct.unpack_from("!H", query, end)
    known = name in names
    record = b""
    if known and kind == _A:
        record = struct.pack("!HHHIH4s", 0xC000 | _HEADER.size, _A, 1, _LIFETIME, 4, socket.inet_aton(address))
    flags = _ANSWER_RECURSION | (0 if known else _NO_SUCH_NAME)
    return _HEADER.pack(number, flags, questions, bool(record), 0, 0) + query[_HEADER.size:end + 4] + record


def _name(query):
    """The name that is asked for, and where it ends."""
    at, labels = _HEADER.size, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels).lower(), at + 1
