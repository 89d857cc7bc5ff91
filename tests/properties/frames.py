# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames that keep their names while a property moves, drops, copies or changes them, and what labflow says of each."""

import re
from dataclasses import dataclass, replace

import annotate
import make_pcaps
import modes
import pkt
import random_connections
from fields import FIELDS, FRAME, PROSE

STREAM = "labflow.stream"
COLUMNS = tuple(name for name in modes.COMPARED if name != annotate.SEGMENT)
RENUMBERED = {FRAME: re.compile(r"\d+"), PROSE: re.compile(r"(?i)(?<=frame )\d+")}
# Core finds HTTP in the clear on the port of TLS in the second pass alone.
PORTS = tuple(port for port in random_connections.PORTS if port != random_connections.TLS_PORT)


@dataclass(frozen=True)
class Net:
    """What make_pcaps.py asks of a script."""

    ipv6: bool
    server_port: int
    client_port: int


@dataclass(frozen=True, eq=False)
class Frame:
    name: int  # of the frame, and of its copies
    text: str  # the segment's line in the script, less the time
    packet: pkt.Packet
    identification: int
    net: Net
    is_copy: bool = False

    @property
    def conn(self):
        return self.packet.connection

    @property
    def time(self):
        return self.packet.time_ns

    def with_packet(self, **changes):
        return replace(self, packet=replace(self.packet, **changes))


def made_up(folder, seed, number, connections):
    """The frames of a script made up at random."""
    lines = random_connections.script(seed, number, connections, PORTS)
    path = folder / "script.pkt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    script = pkt.read_script(path)
    net = Net(script.ipv6, script.server_port, script.client_port)
    frames, identification = [], 0
    for packet in script.packets:
        identification += 0 if packet.copy else 1
        text = lines[packet.line - 1].partition(" ")[2].removesuffix(" copy")
        frames.append(Frame(packet.frame, text, packet, identification, net))
    return frames


def in_time(frames):
    return sorted(frames, key=lambda frame: frame.time)


def as_script(frames):
    """The lines of a script of these frames."""
    net = frames[0].net
    lines = [f"option port={net.server_port} client_port={net.client_port}{' ipv6' * net.ipv6}"]
    before, last = min(frame.time for frame in frames), None
    for frame in frames:
        apart = divmod(max(0, frame.time - before), pkt.NANOSECONDS)
        copy = " copy" * (last is not None and frame.identification == last)
        lines.append(f"+{apart[0]}.{apart[1]:09} {frame.text}{copy}")
        before, last = max(before, frame.time), frame.identification
    return lines


_made = {}  # scapy takes its time


def _octets(frame):
    p = frame.packet
    key = (frame.net, frame.identification, p.from_client, p.flags, p.seq, p.ack, p.window, p.payload, p.mss,
           p.window_scale, p.sack_ok, tuple(p.sack), p.timestamps, p.fast_open, p.connection, p.wire)  # fmt: skip
    if key not in _made:
        _made[key] = make_pcaps.frame_of(frame.net, p, frame.identification)
    return _made[key]


def write(path, frames):
    path.write_bytes(make_pcaps.file_of([(frame.packet, _octets(frame)) for frame in frames]))


def read(path, frames, *options):
    """A row for each frame, in order: frames are named in it by their names, streams by connection and turn."""
    write(path, frames)
    rows = annotate.read(path, *options)
    if len(rows) != len(frames):
        raise annotate.Unreadable(f"{path}: {len(rows)} rows of {len(frames)} frames")
    return named(rows, frames)


def named(rows, frames):
    names = {str(number): str(frame.name) for number, frame in enumerate(frames, 1)}
    turns = {}
    for row, frame in zip(rows, frames):
        turns.setdefault(frame.conn, {"": ""}).setdefault(row[STREAM], f"{frame.conn}.{len(turns[frame.conn])}")
    return [_named(row, names, turns[frame.conn]) for row, frame in zip(rows, frames)]


def _named(row, names, turns):
    row = {**row, annotate.FRAME: names[row[annotate.FRAME]], STREAM: turns[row[STREAM]]}
    for field in FIELDS:
        pattern = RENUMBERED.get(field.kind)
        if pattern and row[field.name]:
            row[field.name] = pattern.sub(lambda found: names.get(found[0], found[0]), row[field.name])
    return row

