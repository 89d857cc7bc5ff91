# SPDX-License-Identifier: GPL-2.0-or-later
"""What Linux lets a program do to its TCP sockets and what it does not: options and raw segments."""

import socket
import struct

REPAIR, REPAIR_QUEUE, QUEUE_SEQ = 19, 20, 21
LINGER2, DEFER_ACCEPT, QUICKACK, FASTOPEN, NODELAY = (
    socket.TCP_LINGER2, socket.TCP_DEFER_ACCEPT, socket.TCP_QUICKACK, socket.TCP_FASTOPEN, socket.TCP_NODELAY)
_RECEIVE_QUEUE, _SEND_QUEUE = 1, 2
_REPAIR_OFF_WITHOUT_PROBE = -1
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10


def option(connection, name, value):
    connection.setsockopt(socket.IPPROTO_TCP, name, value)


def abort(connection):
    """Closes with a RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def vanish(connection):
    """Closes without a segment, as a host that lost its power would."""
    option(connection, REPAIR, 1)
    connection.close()


def start_at(connection, sequence):
    """The initial sequence number of a socket that is not connected yet."""
    option(connection, REPAIR, 1)
    option(connection, REPAIR_QUEUE, _SEND_QUEUE)
    option(connection, QUEUE_SEQ, _signed(sequence))
    option(connection, REPAIR, _REPAIR_OFF_WITHOUT_PROBE)


def next_numbers(connection):
    """SND.NXT and RCV.NXT of an established socket."""
    option(connection, REPAIR, 1)
    numbers = []
    for queue in (_SEND_QUEUE, _RECEIVE_QUEUE):
        option(connection, REPAIR_QUEUE, queue)
        value = connection.getsockopt(socket.IPPROTO_TCP, QUEUE_SEQ)
        numbers.append(value & 0xFFFFFFFF)
    option(connection, REPAIR, _REPAIR_OFF_WITHOUT_PROBE)
    return numbers


def send_raw(host, source, target, flags, seq, ack=0, window=64240, payload=b""):
    """A segment that no socket of the host sent; addresses are (IPv4, port)."""
    header = struct.pack("!HHIIBBHHH", source[1], target[1], seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                         5 << 4, flags, window, 0, 0) + payload
    pseudo = (socket.inet_aton(source[0]) + socket.inet_aton(target[0])
              + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(header)))
    header = header[:16] + struct.pack("!H", _checksum(pseudo + header)) + header[18:]
    with host.open(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
        raw.sendto(header, (target[0], 0))


def _checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def _signed(number):
    return struct.unpack("i", struct.pack("I", number & 0xFFFFFFFF))[0]
