# SPDX-License-Identifier: GPL-2.0-or-later
"""TCP headers and labflow annotations of each frame, paired, from `tshark -T pdml`."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import ws
from annotate import Unreadable
from fields import EXPERT_PREFIX

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
REPEATED = {"labflow.teardown.step", "labflow.transition"}  # may occur twice in one annotation
ERRORS = ("icmp", "icmpv6")  # what holds a quoted header
SHOWN = "tcp icmp icmpv6 labflow"
MODULUS = 2**32


@dataclass
class Segment:
    """One TCP header; `annotation` is {field: [value, ...]} of what labflow says of it."""

    frame: int
    tcp: dict
    annotation: dict = field(default_factory=dict)

    def number(self, name):
        return int(self.tcp[name], 0)

    @property
    def flags(self):
        return self.number("tcp.flags")

    @property
    def end(self):
        """The sequence number after everything that this segment occupies, raw; None where core knows no length."""
        if "tcp.len" not in self.tcp:
            return None
        controls = bool(self.flags & SYN) + bool(self.flags & FIN)
        return (self.number("tcp.seq_raw") + self.number("tcp.len") + controls) % MODULUS

    @property
    def sender(self):
        """One direction of one connection."""
        return self.tcp["tcp.stream"], self.tcp["tcp.srcport"], self.tcp["source"]

    def one(self, name):
        """The only value of a labflow field, None where it is absent."""
        values = self.annotation.get(name, [None])
        if len(values) != 1:
            raise ValueError(f"frame {self.frame}: {name} occurs {len(values)} times")
        return values[0]


@dataclass
class Frame:
    number: int
    headers: list
    annotations: list


def read(path, *options):
    """Every frame of a capture."""
    run = ws.tshark("-r", path, *options, "-n", "-T", "pdml", "-J", SHOWN)
    if run.code != 0:
        raise Unreadable(f"{run}: {run.err.strip()}")
    return [_frame(packet) for packet in ElementTree.fromstring(run.out).iter("packet")]


def segments(frames):
    """Headers with their annotations; frames in which the two do not pair are left to the caller."""
    return [
        Segment(frame.number, header, annotation)
        for frame in frames
        if len(frame.headers) == len(frame.annotations)
        for header, annotation in zip(frame.headers, frame.annotations)
    ]


def _frame(packet):
    number = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
    headers, annotations = [], []
    address = None
    for proto in packet.findall("proto"):
        name = proto.get("name")
        if name in ("ip", "ipv6"):
            address = proto.get("showname").partition("Src: ")[2].partition(",")[0]
        elif name == "tcp" and _complete(proto):
            headers.append({**_first_values(proto), "source": address})
        elif name == "labflow":
            annotations += _annotations(proto)
    return Frame(number, headers, annotations)


def _complete(proto):
    """A header that is cut off before its flags says nothing that could be annotated."""
    return proto.find("field[@name='tcp.flags']") is not None


def _first_values(proto):
    values = {}
    for node in proto.findall("field"):
        values.setdefault(node.get("name"), node.get("show"))
    return values


def _annotations(proto):
    """The annotations in one labflow tree: a field that occurs again begins the next one."""
    found = [{}]
    for node in proto.iter("field"):
        name = node.get("name")
        if not name.startswith("labflow.") or name.startswith(EXPERT_PREFIX):
            continue
        if name in found[-1] and name not in REPEATED:
            found.append({})
        found[-1].setdefault(name, []).append(node.get("show"))
    return [annotation for annotation in found if annotation]
