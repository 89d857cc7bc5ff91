# SPDX-License-Identifier: GPL-2.0-or-later
"""A trunk: two boxes in user space, joined by a veth pair that carries each frame wrapped.

The boxes do what a switch (VLAN tags) or a tunnel end (IP in IP, GRE) does; they serve where the
kernel has no such device. Capture on `link.device` of `link.middle`.
"""

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from .host import Host
from .wire import Route, Wire

_OUTER = ("198.51.100.1", "198.51.100.2")
_MACS = (bytes.fromhex("020000000001"), bytes.fromhex("020000000002"))
_IPIP, _GRE, _ETH_P_ALL = 4, 47, 3


@dataclass(frozen=True)
class Wrapping:
    """`wrap` takes the frame and which box sends it, 0 beside the client and 1 beside the server."""

    layer: int
    wrap: Callable
    unwrap: Callable


def vlan(*tags):
    """Tags each Ethernet frame; a tag is (TPID, VLAN id)."""
    header = b"".join(struct.pack("!HH", *tag) for tag in tags)
    # The kernel takes the outer tag off before a packet socket reads the frame.
    left = len(header) - 4
    return Wrapping(2, lambda frame, _box: frame[:12] + header + frame[12:],
                    lambda frame: frame[:12] + frame[12 + left:])


def ip_in_ip():
    return Wrapping(3, lambda packet, box: _outer(packet, _IPIP, box), lambda frame: frame[34:])


def gre():
    header = struct.pack("!HH", 0, 0x0800)
    return Wrapping(3, lambda packet, box: _outer(header + packet, _GRE, box),
                    lambda frame: frame[38:])


def _outer(payload, protocol, box):
    addresses = [socket.inet_aton(_OUTER[box]), socket.inet_aton(_OUTER[1 - box])]
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0,
                         *addresses)
    total = sum(struct.unpack("!10H", header))
    total = (total >> 16) + (total & 0xFFFF)
    header = header[:10] + struct.pack("!H", ~total & 0xFFFF) + header[12:]
    return _MACS[1 - box] + _MACS[box] + b"\x08\x00" + header + payload


class Trunk(Wire):
    """`wrapping` is vlan(...), ip_in_ip() or gre()."""

    device = "trunk0"

    def __init__(self, wrapping, delay=0.001):
        super().__init__(delay=delay, layer=wrapping.layer, mtu=1400)
        self.wrapping = wrapping
        self.middle = None
        self._ports = []

    def join(self, client, server):
        self.middle = middle = Host("middle")
        middle.run("ip", "link", "add", "trunk0", "type", "veth", "peer", "name", "trunk1")
        for name in ("trunk0", "trunk1"):
            middle.sysctl({f"net.ipv6.conf.{name}.disable_ipv6": 1})
            middle.run("ip", "link", "set", name, "mtu", 1600, "up")
            port = middle.open(socket.AF_PACKET, socket.SOCK_RAW)
            port.bind((name, _ETH_P_ALL))
            self._ports.append(port)
        super().join(client, server)

    def routes(self):
        ports = [port.fileno() for port in self._ports]
        routes = {}
        for box, (end, port) in enumerate(zip(self.ends, ports)):
            by_client = box == 0
            routes[end] = Route(port, by_client, lambda frame, box=box: self.wrapping.wrap(frame, box))
            routes[port] = Route(end, not by_client, self.wrapping.unwrap)
        return routes
