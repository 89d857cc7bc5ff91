# SPDX-License-Identifier: GPL-2.0-or-later
"""What labflow says of each connection of a capture, put together from its fields of every frame."""

from collections import Counter, defaultdict

import judge

FIELDS = (
    "tcp.len",
    "labflow.role",
    "labflow.phase",
    "labflow.handshake.step",
    "labflow.handshake.kind",
    "labflow.teardown.step",
    "labflow.teardown.kind",
    "labflow.client.state",
    "labflow.server.state",
    "labflow.seq.verdict",
    "labflow.seq.actual",
    "labflow.seq.delta",
    "labflow.ack.verdict",
    "labflow.ack.frame",
    "labflow.conn.history",
    "labflow.expert.fin_retransmitted",
    "labflow.expert.duplicate_frame",
)
SYN, SYN_ACK, COMPLETED = "1", "2", "3"
FIN_STEPS = {"1", "3"}


def new_octets(verdict, delta, length):
    """How many of a segment's octets its sender had not sent before."""
    if verdict in ("match", "gap", "unknown"):
        return length
    return max(0, min(length, length + delta)) if verdict == "overlap" else 0


class Side:
    """What one endpoint sent."""

    def __init__(self):
        self.frames = self.copies = self.syns = self.syn_acks = self.fins = 0
        self.unique = 0  # octets that are new
        self.resent = 0  # segments of which something, SYN and FIN included, is not
        self.end = None  # one beyond its last octet, relative, once its FIN has said so

    def add(self, row):
        self.frames += 1
        self.copies += bool(row["labflow.expert.duplicate_frame"])
        step = row["labflow.handshake.step"]
        self.syns += step == SYN
        self.syn_acks += step == SYN_ACK
        is_fin = bool(FIN_STEPS & set(row["labflow.teardown.step"].split(",")))
        self.fins += is_fin or bool(row["labflow.expert.fin_retransmitted"])
        length = int(row["tcp.len"].split(",")[-1] or 0)
        new = new_octets(row["labflow.seq.verdict"], int(row["labflow.seq.delta"] or 0), length)
        self.unique += new
        self.resent += row["labflow.seq.verdict"] == "retransmission" or new < length
        if is_fin and row["labflow.seq.actual"]:
            self.end = int(row["labflow.seq.actual"]) + length


class Connection:
    def __init__(self, stream, row):
        self.stream = stream
        self.ends = (row["from"], row["to"])  # the first frame's
        self.sides = defaultdict(Side)
        self.client = None
        self.steps = Counter()
        self.handshake = self.teardown = self.history = self.phase = ""
        self.states = ("", "")
        self.completed = False
        self.syn_frames = {SYN: set(), SYN_ACK: set()}
        self.acked = set()  # frames that an ACK newly covers

    def add(self, row):
        self.sides[row["from"]].add(row)
        role = row["labflow.role"]
        if role in ("client", "server"):
            self.client = row["from" if role == "client" else "to"]
        self.steps.update(filter(None, row["labflow.teardown.step"].split(",")))
        step = row["labflow.handshake.step"]
        if step in self.syn_frames:
            self.syn_frames[step].add(row["frame"])
        self.completed = self.completed or step == COMPLETED
        self.handshake = row["labflow.handshake.kind"] or self.handshake
        self.teardown = row["labflow.teardown.kind"] or self.teardown
        self.states = (row["labflow.client.state"], row["labflow.server.state"])
        self.history = row["labflow.conn.history"]
        self.acked.add((row["labflow.ack.frame"], row["labflow.ack.verdict"]))
        self.phase = row["labflow.phase"]

    def of(self, end):
        return self.sides[end]

    @property
    def copies(self):
        return sum(side.copies for side in self.sides.values())

    @property
    def frames(self):
        return sum(side.frames for side in self.sides.values())

    def sent(self, end, letters):
        """Whether the history holds one of these (small) letters for an endpoint; its capitals are the client's."""
        mine = letters.upper() if end == self.client else letters
        return any(letter in self.history for letter in mine)


def read(capture):
    found = {}
    for row in judge.segments(capture, FIELDS):
        if row["stream"] not in found:
            found[row["stream"]] = Connection(row["stream"], row)
        found[row["stream"]].add(row)
    return list(found.values())


def between(found, ends):
    """The connections of two endpoints, whichever way they were opened."""
    return [connection for connection in found if frozenset(connection.ends) == frozenset(ends)]
