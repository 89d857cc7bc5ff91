# SPDX-License-Identifier: GPL-2.0-or-later
"""A wire in user space between two real kernels: it delays, loses, repeats and reorders frames.

Each host has a TAP (or TUN) device; a thread carries what one sends to the other. It serves where a
kernel has no netem, and it can pick the very frame that a scenario needs lost.
"""

import fcntl
import heapq
import itertools
import os
import select
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .link import CLIENT, CLIENT6, SERVER, SERVER6, configure, introduce

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_TAP, _IFF_NO_PI = 0x0001, 0x0002, 0x1000
_FLAG_LETTERS = "FSRPAUEC"


@dataclass(frozen=True)
class Frame:
    """What a rule may ask of a frame. `flags` and `header` are empty for anything but TCP over IPv4."""

    from_client: bool
    flags: str = ""
    length: int = 0
    header: bytes = b""  # ports, seq and ack

    @classmethod
    def parse(cls, packet, from_client):
        if not packet or packet[0] >> 4 != 4 or packet[9] != 6:
            return cls(from_client)
        header = (packet[0] & 15) * 4
        total = struct.unpack_from("!H", packet, 2)[0]
        offset, bits = packet[header + 12] >> 4, packet[header + 13]
        flags = "".join(letter for i, letter in enumerate(_FLAG_LETTERS) if bits >> i & 1)
        return cls(from_client, flags, total - header - offset * 4, packet[header:header + 12])


@dataclass(frozen=True)
class Route:
    """The descriptor that a frame goes to, who sent it, and what becomes of it on the way."""

    to: int
    from_client: bool
    convert: Callable


def never(_frame):
    return False


def first(rule, count=1):
    """True for the first frames that the rule matches, and for no more."""
    matches = itertools.count()
    return lambda frame: rule(frame) and next(matches) < count


class Wire:
    """`delay` is in seconds each way or a function of the frame; `lose` and `twice` are rules."""

    address, address6 = SERVER, SERVER6

    def __init__(self, delay=0.005, lose=never, twice=never, layer=2, pad=False, mtu=1500):
        self.delay = delay if callable(delay) else lambda _frame: delay
        self.round_trip = 0.1 if callable(delay) else 2 * delay
        self.lose, self.twice = lose, twice
        self.layer, self.pad, self.mtu = layer, pad, mtu
        self.ends = []
        self._running = True
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def join(self, client, server):
        ethernet = self.layer == 2
        for host, address, address6 in ((client, CLIENT, CLIENT6), (server, SERVER, SERVER6)):
            self.ends.append(open_device(host, "eth0", self.layer))
            configure(host, "eth0", address, address6, self.mtu, ethernet)
        if ethernet:
            introduce(client, server)
        self._thread.start()

    def close(self):
        self._running = False
        self._thread.join()

    def routes(self):
        """Where a frame goes that is read from a descriptor."""
        client, server = self.ends
        return {client: Route(server, True, self._padded), server: Route(client, False, self._padded)}

    def _padded(self, data):
        """An Ethernet frame has at least 60 octets before its check sequence."""
        return data.ljust(60, b"\0") if self.pad else data

    def _carry(self):
        routes = self.routes()
        waiting, order = [], itertools.count()
        while self._running:
            timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else 0.05
            for end in select.select(list(routes), [], [], min(timeout, 0.05))[0]:
                data = os.read(end, 65535)
                route = routes[end]
                for delay in self._deliveries(data, route.from_client):
                    due = time.monotonic() + delay
                    heapq.heappush(waiting, (due, next(order), route.to, route.convert(data)))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, to, data = heapq.heappop(waiting)
                os.write(to, data)

    def _deliveries(self, data, from_client):
        frame = Frame.parse(data[14 if self.layer == 2 else 0:], from_client)
        if self.lose(frame):
            return []
        delay = self.delay(frame)
        return [delay, delay] if self.twice(frame) else [delay]


def open_device(host, name, layer):
    """A TAP (layer 2) or TUN (layer 3) device on the host; its frames come out of the descriptor."""
    with host.inside():
        descriptor = os.open("/dev/net/tun", os.O_RDWR)
        mode = (_IFF_TAP if layer == 2 else _IFF_TUN) | _IFF_NO_PI
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), mode))
    return descriptor
