#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""story.py OUT.pcap SEED: random deeds of programs on random connections between two Linux kernels.

Writes the capture, OUT.states (what `ss` said at each quiet point, as the recipes do) and OUT.sockets: for each socket
that a program still holds, what TCP_INFO said then. Its rows are time, side, local address, peer address, state, octets
received. The same seed gives the same deeds; what the kernels make of them is theirs."""

import errno
import random
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "testdata" / "recipes"))

from lab import Lab, Wire, tcp  # noqa: E402

CONNECTIONS, ROUNDS = 12, 9
SIZES = (1, 1, 10, 300, 1448, 5000, 20000)
FIRST_PORT, NOBODY, PEER_TO_PEER = 41000, 81, 8000
PATIENCE = 20  # seconds until what was lost has come again
TCP_INFO_STATES = (
    None, "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT",
    "LAST-ACK", "LISTEN", "CLOSING",
)  # fmt: skip
RECEIVED_AT = 128  # tcpi_bytes_received in struct tcp_info, linux/tcp.h
TRACE = "LABFLOW_STORY_TRACE"


class Loss:
    """Loses some frames, none of them when it comes again. No RST, which does not come again, and no FIN that is not
    captured before: when it comes again it acknowledges more, and so no longer shows what it crossed."""

    def __init__(self, pick, share):
        self.pick, self.share, self.lost = pick, share, set()

    def __call__(self, frame):
        key = (frame.header, frame.flags)
        spared = "R" in frame.flags or ("F" in frame.flags and not frame.from_client)
        if spared or key in self.lost or self.pick.random() >= self.share:
            return False
        self.lost.add(key)
        return True


@dataclass
class Pair:
    """One connection: the sockets of both ends as far as a program holds them."""

    port: int
    ends: dict = field(default_factory=dict)  # "client", "server": socket
    shut: set = field(default_factory=set)  # ends that have sent their FIN
    unread: set = field(default_factory=set)  # ends that nobody reads any more


OTHER = {"client": "server", "server": "client"}


class Story:
    def __init__(self, lab, pick):
        self.lab, self.pick = lab, pick
        self.listener = lab.listen(backlog=64)
        tcp.option(self.listener, tcp.FASTOPEN, 16)
        self.pairs = [Pair(FIRST_PORT + number) for number in range(CONNECTIONS)]
        self.sockets = []

    # Openings.

    def dial(self, pair, port=80):
        """A client's socket that is bound to the pair's port."""
        client = self.lab.client.bound("192.0.2.10", pair.port)
        self.lab.expect(client.getsockname(), ("192.0.2.80", port))
        return client

    def open_plain(self, pair):
        client = self.dial(pair)
        client.settimeout(4)
        client.connect(self.lab.address())
        self.hold(pair, client, self.accept())

    def open_fast(self, pair):
        client = self.dial(pair)  # blocking: with a timeout the call ends before it has an answer
        client.sendto(b"in a hurry", socket.MSG_FASTOPEN, self.lab.address())
        self.hold(pair, client, self.accept())

    def open_refused(self, pair):
        client = self.dial(pair, NOBODY)
        client.settimeout(4)
        try:
            client.connect(("192.0.2.80", NOBODY))
        finally:
            client.close()

    def open_both(self, pair):
        port = PEER_TO_PEER + pair.port - FIRST_PORT
        client, server = self.dial(pair, port), self.lab.server.bound("192.0.2.80", port)
        for one, peer in ((client, ("192.0.2.80", port)), (server, ("192.0.2.10", pair.port))):
            one.setblocking(False)
            one.connect_ex(peer)
        self.hold(pair, client, server)

    def open_unaccepted(self, pair):
        """The listener closes before anybody has accepted."""
        port = PEER_TO_PEER + pair.port - FIRST_PORT
        listener = self.lab.server.bound("192.0.2.80", port)
        listener.listen(4)
        client = self.dial(pair, port)
        client.settimeout(4)
        client.connect(("192.0.2.80", port))
        self.hold(pair, client, listener)

    def accept(self):
        self.listener.settimeout(4)
        return self.listener.accept()[0]

    def hold(self, pair, client, server):
        pair.ends, pair.shut, pair.unread = {"client": client, "server": server}, set(), set()
        for one in pair.ends.values():
            one.setblocking(False)

    def open(self, pair):
        how = self.pick.choices(
            (self.open_plain, self.open_fast, self.open_refused, self.open_both, self.open_unaccepted), (8, 3, 1, 2, 1)
        )[0]
        how(pair)

    # Deeds of the program at one end.

    def write(self, pair, side):
        if side not in pair.shut and OTHER[side] not in pair.unread:
            pair.ends[side].send(bytes(self.pick.choice(SIZES)))

    def write_bits(self, pair, side):
        tcp.option(pair.ends[side], tcp.NODELAY, 1)
        for _ in range(self.pick.randint(2, 5)):
            self.write(pair, side)

    def write_both(self, pair, side):
        self.write(pair, side)
        if OTHER[side] in pair.ends:
            self.write(pair, OTHER[side])

    def write_urgent(self, pair, side):
        if side not in pair.shut:
            pair.ends[side].send(b"!", socket.MSG_OOB)

    def read(self, pair, side):
        while pair.ends[side].recv(1 << 16):
            pass

    def shut(self, pair, side):
        pair.ends[side].shutdown(socket.SHUT_WR)
        pair.shut.add(side)

    def close(self, pair, side):
        try:
            self.read(pair, side)
        except OSError:
            pass
        self.close_unread(pair, side)

    def close_unread(self, pair, side):
        """With octets unread the kernel sends a RST, RFC 2525 section 2.17."""
        pair.ends.pop(side).close()

    def close_both(self, pair, side):
        self.close(pair, side)
        if OTHER[side] in pair.ends:
            self.close(pair, OTHER[side])

    def shut_both(self, pair, side):
        for one in (side, OTHER[side]):
            if one in pair.ends:
                self.shut(pair, one)

    def abort(self, pair, side):
        tcp.abort(pair.ends.pop(side))

    def write_and_close(self, pair, side):
        self.write(pair, side)
        self.close(pair, side)

    def write_and_abort(self, pair, side):
        self.write(pair, side)
        self.abort(pair, side)

    def keep_alive(self, pair, side):
        pair.ends[side].setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1)):
            tcp.option(pair.ends[side], name, value)

    DEEDS = {
        write: 6, write_bits: 2, write_both: 2, write_urgent: 1, read: 6, shut: 2, shut_both: 1, close: 3, close_unread: 1,
        close_both: 1, abort: 1, write_and_close: 2, write_and_abort: 1, keep_alive: 1,
    }  # fmt: skip

    def act(self, pair):
        """One deed on this connection; what the kernel forbids does not happen."""
        try:
            if not pair.ends:
                return self.open(pair)
            side = self.pick.choice(sorted(pair.ends))
            deed = self.pick.choices(list(self.DEEDS), list(self.DEEDS.values()))[0]
            if pair.ends[side].getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                deed = Story.close_unread  # the only thing to be done with a listener
            self.say(f"{pair.port} {side} {deed.__name__}")
            deed(self, pair, side)
        except OSError as error:
            self.say(f"{pair.port} {errno.errorcode.get(error.errno, error)}")

    def say(self, what):
        print(f"{time.time():.6f} {what}", file=self.trace)

    # What the kernels say.

    def look(self):
        for pair in self.pairs:
            for side, one in pair.ends.items():
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    continue
                info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
                state = TCP_INFO_STATES[info[0]]
                if state != "CLOSED":
                    yield side, _shown(one.getsockname()), _shown(one.getpeername()), state, _received(info)

    def recover(self):
        """What was lost has come again."""
        end = time.monotonic() + PATIENCE
        while self.lab.client.retransmits() or self.lab.server.retransmits():
            if time.monotonic() > end:
                raise TimeoutError("something is sent again and again")
            time.sleep(0.1)

    def sample(self):
        self.recover()
        self.lab.sample()
        now = time.time()
        self.sockets += [(f"{now:.6f}", *row) for row in self.look()]

    def run(self, out):
        with out.with_suffix(".trace").open("w", encoding="ascii") as self.trace:
            for _ in range(ROUNDS):
                for pair in self.pick.sample(self.pairs, len(self.pairs)):
                    self.act(pair)
                self.sample()
        with out.with_suffix(".sockets").open("w", encoding="ascii") as file:
            for row in self.sockets:
                print(*row, sep="\t", file=file)


def _shown(address):
    return f"{address[0]}:{address[1]}"


def _received(info):
    return struct.unpack_from("=Q", info, RECEIVED_AT)[0]


def wire(pick):
    """Delay, and in some stories loss, copies or frames that overtake others."""
    trouble = pick.choice(("none", "none", "loss", "copies", "disorder"))
    delay = 0.02
    if trouble == "loss":
        return Wire(delay=delay, lose=Loss(pick, 0.15))
    if trouble == "copies":
        return Wire(delay=delay, twice=lambda _frame: pick.random() < 0.2)
    if trouble == "disorder":
        return Wire(delay=lambda _frame: pick.uniform(0.005, 0.05))
    return Wire(delay=delay)


def main():
    out, seed = Path(sys.argv[1]), int(sys.argv[2])
    link = wire(random.Random(seed + 1))  # of its own: the wire's thread draws whenever a frame comes
    with Lab(link, out=out) as lab:
        for host in (lab.client, lab.server):
            host.sysctl({"net.ipv4.tcp_fastopen": 3, "net.ipv4.tcp_tw_reuse": 1})
        lab.capture()
        Story(lab, random.Random(seed)).run(out)


main()
