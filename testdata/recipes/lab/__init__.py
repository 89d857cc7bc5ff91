# SPDX-License-Identifier: GPL-2.0-or-later
"""Two hosts, a link between them, a capture, and the states that the kernel reports."""

from . import big_tcp, npm, pcap, picture, tcp
from .lab import Lab
from .link import Loopback, Routed, Veth, Vxlan
from .servers import request, text
from .trunk import Trunk
from .wire import Wire, first

__all__ = ["Lab", "Loopback", "Routed", "Trunk", "Veth", "Vxlan", "Wire", "big_tcp", "first",
           "npm", "pcap", "picture", "request", "tcp", "text"]
