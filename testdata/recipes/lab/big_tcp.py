# SPDX-License-Identifier: GPL-2.0-or-later
"""The device attributes for packets beyond 64 kB, which an older iproute2 cannot set."""

import os
import socket
import struct

_IFLA_GSO_MAX_SIZE, _IFLA_GRO_MAX_SIZE, _IFLA_GSO_IPV4, _IFLA_GRO_IPV4 = 41, 58, 63, 64
_RTM_NEWLINK, _NLM_F_REQUEST, _NLM_F_ACK, _NLMSG_ERROR = 16, 1, 4, 2


def allow(host, device, size):
    """Lets the device take and make packets of this size, for IPv4 and IPv6."""
    with host.inside():
        index = socket.if_nametoindex(device)
    attributes = b"".join(
        struct.pack("=HHI", 8, name, size)
        for name in (_IFLA_GSO_MAX_SIZE, _IFLA_GRO_MAX_SIZE, _IFLA_GSO_IPV4, _IFLA_GRO_IPV4))
    body = struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, 0, 0) + attributes
    header = struct.pack("=IHHII", 16 + len(body), _RTM_NEWLINK, _NLM_F_REQUEST | _NLM_F_ACK, 1, 0)
    with host.open(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
        netlink.send(header + body)
        _, kind, _, _, _, error = struct.unpack_from("=IHHIIi", netlink.recv(4096))
    if kind == _NLMSG_ERROR and error:
        raise OSError(-error, os.strerror(-error))
