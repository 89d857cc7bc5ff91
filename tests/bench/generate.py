#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes captures of any size for the benchmark: the same options give the same bytes.

A conversation is a script that yields steps; play() turns steps into timed frames; interleave()
mixes the connections by time, as a busy server sees them. Everything is lazy, so memory depends
on how many connections are open at once and not on the length of the capture.

Segments carry no timestamp option and checksums stay zero (Wireshark verifies neither IP's nor
TCP's unless told): both keep tshark's own share of the time small, so that a plugin's is not
flattered. Addresses are from 198.18.0.0/15, which RFC 2544 sets aside for benchmarks.
"""
import argparse
import heapq
import itertools
import random
import struct
import sys
from dataclasses import dataclass
from typing import Callable, Optional

CLIENT, SERVER = 0, 1
FIN, SYN, PSH, ACK = 0x01, 0x02, 0x08, 0x10

MSS = 1460
START_US = 1_700_000_000 * 1_000_000
SYN_OPTIONS = bytes.fromhex("020405b40103030801010402")  # MSS 1460, window scale 8, SACK permitted
ETHERNET = (bytes.fromhex("0200000000020200000000010800"),
            bytes.fromhex("0200000000010200000000020800"))
SERVER_ADDRESS = bytes((198, 19, 0, 1))
HEADERS = struct.Struct("!14sBBHHHBBH4s4sHHIIBBHHH")
CLIENT_HOSTS = 4093
FIRST_PORT = 32768
PORTS = 28000

FILLER = (b"Thus would I rather have the lines run on and on, plain words of even width, "
          b"than bytes that some heuristic dissector takes for its own protocol.\n") * 512
JUMBO = 65_000
JUMBO_FILLER = FILLER[:JUMBO]
RESPONSE_TYPES = (b"text/html; charset=utf-8", b"text/css", b"application/octet-stream")


def step(wait, end, flags, payload=b"", options=b"", seq=None, ack=None):
    """One segment, `wait` microseconds after the previous; seq and ack follow from the connection
    unless they are given, and a given seq does not move the connection on."""
    return wait, end, flags, payload, options, seq, ack


class Connection:
    """Two ends, their addresses and what each sends next."""

    def __init__(self, number, server_port, rng):
        host = 1 + number % CLIENT_HOSTS
        port = FIRST_PORT + number // CLIENT_HOSTS % PORTS
        client = bytes((198, 18, host >> 8, host & 0xFF))
        self.route = ((client, SERVER_ADDRESS, port, server_port),
                      (SERVER_ADDRESS, client, server_port, port))
        self.next = [rng.getrandbits(32), rng.getrandbits(32)]
        self.ident = [rng.getrandbits(16), rng.getrandbits(16)]
        self.rng = rng
        self.rtt = 2_000 + int(rng.random() * 60_000)

    def skip(self, end, octets):
        """Sequence space that steps with a seq of their own will fill."""
        self.next[end] = (self.next[end] + octets) & 0xFFFFFFFF

    def frame(self, end, flags, payload, options, seq, ack):
        if seq is None:
            seq = self.next[end]
            self.skip(end, len(payload) + bool(flags & SYN) + bool(flags & FIN))
        if not flags & ACK:
            ack = 0
        elif ack is None:
            ack = self.next[1 - end]
        source, target, source_port, target_port = self.route[end]
        self.ident[end] = ident = (self.ident[end] + 1) & 0xFFFF
        return HEADERS.pack(ETHERNET[end], 0x45, 0, 40 + len(options) + len(payload), ident, 0x4000,
                            64, 6, 0, source, target, source_port, target_port, seq, ack,
                            (5 + len(options) // 4) << 4, flags, 64240 if flags & SYN else 2048,
                            0, 0) + options + payload


# Scripts: what the two ends say. Each gets its connection and the number of frames it is to fill.

def handshake(link):
    yield step(0, CLIENT, SYN, options=SYN_OPTIONS)
    yield step(link.rtt, SERVER, SYN | ACK, options=SYN_OPTIONS)
    yield step(50, CLIENT, ACK)


def http_request(link):
    page = int(link.rng.random() * 100_000)
    return (b"GET /catalogue/%d/item-%d.html?session=%d HTTP/1.1\r\nHost: server.example\r\n"
            b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) "
            b"Gecko/20100101 Firefox/115.0\r\n"
            b"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
            b"Accept-Language: en-GB,en;q=0.5\r\n\r\n" % (page % 97, page, page * 31))


def http_response(link, octets, persistence):
    """`octets` long, headers included."""
    kind = RESPONSE_TYPES[int(link.rng.random() * len(RESPONSE_TYPES))]
    head = (b"HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
            b"Content-Type: %s\r\nConnection: %s\r\nContent-Length: %%5d\r\n\r\n"
            % (kind, persistence))
    body = octets - len(head % 0)
    return head % body + FILLER[:body]


def close(segments, wait):
    """The server closes first, as with Connection: close."""
    yield step(wait, SERVER, FIN | ACK)
    if segments == 4:
        yield step(40, CLIENT, ACK)
    yield step(300, CLIENT, FIN | ACK)
    yield step(wait, SERVER, ACK)


def http_exchange(link, data_segments, close_segments):
    yield from handshake(link)
    yield step(200, CLIENT, PSH | ACK, http_request(link))
    yield step(link.rtt, SERVER, ACK)
    octets = (data_segments - 1) * MSS + 300 + int(link.rng.random() * (MSS - 300))
    response = http_response(link, octets, b"close")
    for at in range(0, octets, MSS):
        last = at + MSS >= octets
        yield step(3_000 if at == 0 else 20, SERVER, PSH | ACK if last else ACK,
                   response[at:at + MSS])
        yield step(60, CLIENT, ACK)
    yield from close(close_segments, link.rtt)


def short_http(link, size):
    """Handshake, request and its ACK, two frames for each segment of data, a close of three or of
    four frames: any size from 10 on is met exactly."""
    return http_exchange(link, (size - 8) // 2, 3 + size % 2)


def one_sided(link, size):
    """Either end sends four frames, and one for each segment of data."""
    return http_exchange(link, size - 4, 3)


def bulk(link, _size):
    yield from handshake(link)
    while True:
        yield step(110, CLIENT, ACK, FILLER[:MSS])
        yield step(10, CLIENT, ACK, FILLER[:MSS])
        yield step(30, SERVER, ACK)


def wraps(link, _size):
    """Segments as large as the sending host's network card is given them: few go round the sequence numbers."""
    yield from handshake(link)
    while True:
        yield step(110, CLIENT, ACK, JUMBO_FILLER)
        yield step(10, CLIENT, ACK, JUMBO_FILLER)
        yield step(30, SERVER, ACK)


def loss(link):
    """A segment is lost, before or behind the capture point, and sent again on duplicate ACKs."""
    hole = link.next[CLIENT]
    if link.rng.random() < 0.5:
        yield step(100, CLIENT, ACK, FILLER[:MSS])
    else:
        link.skip(CLIENT, MSS)
    for _ in range(3 + int(link.rng.random() * 4)):
        yield step(10, CLIENT, ACK, FILLER[:MSS])
        yield step(30, SERVER, ACK, options=sack(hole + MSS, link.next[CLIENT]), ack=hole)
    yield step(link.rtt + link.rtt // 4, CLIENT, ACK, FILLER[:MSS], seq=hole)
    yield step(link.rtt, SERVER, ACK)


def reordering(link):
    """Two segments change places on the way to the capture point."""
    first = link.next[CLIENT]
    second = (first + MSS) & 0xFFFFFFFF
    link.skip(CLIENT, 2 * MSS)
    yield step(100, CLIENT, ACK, FILLER[:MSS], seq=second)
    yield step(10, SERVER, ACK, options=sack(second, link.next[CLIENT]), ack=first)
    yield step(300, CLIENT, ACK, FILLER[:MSS], seq=first)
    yield step(30, SERVER, ACK)


def sack(left, right):
    return struct.pack("!HBBII", 0x0101, 5, 10, left & 0xFFFFFFFF, right & 0xFFFFFFFF)


def lossy(link, size):
    transfer = bulk(link, size)
    yield from itertools.islice(transfer, 3)
    while True:
        chance = link.rng.random()
        if chance < 0.10:
            yield from loss(link)
        elif chance < 0.15:
            yield from reordering(link)
        else:
            yield from itertools.islice(transfer, 3)


def http_heavy(link, _size):
    """Eight frames for an exchange of two messages: the server writes its page in three pieces."""
    yield from handshake(link)
    while True:
        yield step(20_000 + int(link.rng.random() * 80_000), CLIENT, PSH | ACK, http_request(link))
        yield step(link.rtt, SERVER, ACK)
        piece = 250 + int(link.rng.random() * 250)
        response = http_response(link, 3 * piece, b"keep-alive")
        for at in range(0, 3 * piece, piece):
            yield step(2_000, SERVER, PSH | ACK, response[at:at + piece])
            yield step(60, CLIENT, ACK)


def idle(link, _size):
    yield from handshake(link)
    while True:
        yield step(75_000_000, SERVER, ACK, seq=(link.next[SERVER] - 1) & 0xFFFFFFFF)
        yield step(link.rtt, CLIENT, ACK)


def synflood(link, _size):
    first = link.next[CLIENT]
    for attempt in itertools.count():
        wait = 500_000 << min(attempt, 6) if attempt else 0
        yield step(wait, CLIENT, SYN, options=SYN_OPTIONS, seq=first)


@dataclass(frozen=True)
class Kind:
    script: Callable
    frames_each: Optional[float]  # frames of a connection; None: one connection has them all
    port: int
    gap_us: int  # mean time between two connections' first frames
    least: int = 3  # frames without which the script makes no sense
    spread: int = 0  # how far sizes stray
    snap: int = 65535
    half: bool = False  # the capture holds one direction of each connection


# Bulk captures are cut at 128 octets, as people take them: half a gigabyte would measure the disk.
KINDS = {
    "short-http": Kind(short_http, 12.5, 80, 500, least=10, spread=1),
    "bulk": Kind(bulk, None, 7777, 500, snap=128),
    "wraps": Kind(wraps, None, 7777, 500, snap=128),
    "idle": Kind(idle, 10, 7777, 2_000),
    "lossy": Kind(lossy, None, 7777, 500, snap=128),
    "http-heavy": Kind(http_heavy, 400, 80, 2_000),
    "synflood": Kind(synflood, 1, 80, 100, least=1),
    "one-sided": Kind(one_sided, 7, 80, 500, least=5, spread=1, half=True),
}


def shares(total, parts, spread, rng):
    """`parts` whole numbers, each within 2 * spread of total/parts, that add up to total."""
    done = 0
    for part in range(1, parts + 1):
        edge = total * part // parts
        if part < parts and spread:
            edge += rng.randint(-spread, spread)
        yield edge - done
        done = edge


def play(link, start, script, only=None):
    """The script's frames, each with its time; with `only`, those that one end sent."""
    time = start
    for wait, end, flags, payload, options, seq, ack in script:
        time += wait
        frame = link.frame(end, flags, payload, options, seq, ack)
        if only is None or end == only:
            yield time, frame


def arrivals(kind, frames, connections, rng):
    """(time of the first frame, frames) of every connection, in order."""
    time = START_US
    for number, size in enumerate(shares(frames, connections, kind.spread, rng)):
        link = Connection(number, kind.port, rng)
        only = number % 2 if kind.half else None
        yield time, itertools.islice(play(link, time, kind.script(link, size), only), size)
        time += 1 + int(rng.expovariate(1 / kind.gap_us))


def interleave(connections):
    """All frames of all connections by time; a connection is touched only once it is due."""
    running = []

    def forward():
        time, number, frame, rest = running[0]
        following = next(rest, None)
        if following is None:
            heapq.heappop(running)
        else:
            heapq.heapreplace(running, (following[0], number, following[1], rest))
        return time, frame

    for number, (start, rest) in enumerate(connections):
        while running and running[0][0] <= start:
            yield forward()
        first = next(rest)
        heapq.heappush(running, (first[0], number, first[1], rest))
    while running:
        yield forward()


def records(frames, snap):
    """The capture file, record by record."""
    yield struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, 1)
    head = struct.Struct("<IIII")
    for time, frame in frames:
        yield head.pack(time // 1_000_000, time % 1_000_000, min(len(frame), snap), len(frame))
        yield frame[:snap]


def default_connections(name, frames):
    each = KINDS[name].frames_each
    return max(1, int(frames / each)) if each else 1


def generate(name, frames, out, connections=None, seed=1):
    """Writes a capture of exactly `frames` frames in exactly the returned number of connections."""
    kind = KINDS[name]
    connections = connections or default_connections(name, frames)
    if frames // connections < kind.least + 2 * kind.spread * (connections > 1):
        raise ValueError(f"{name}: {frames} frames are too few for {connections} connections")
    rng = random.Random(seed)
    stream = records(interleave(arrivals(kind, frames, connections, rng)), kind.snap)
    while chunk := b"".join(itertools.islice(stream, 8192)):
        out.write(chunk)
    return connections


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--frames", type=int, default=500_000)
    parser.add_argument("--connections", type=int, help="default: what is usual for the kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    try:
        with open(options.out, "wb") as out:
            connections = generate(options.kind, options.frames, out, options.connections,
                                   options.seed)
    except ValueError as error:
        sys.exit(f"generate.py: {error}")
    print(f"{options.out}: {options.frames} frames, {connections} connections")


if __name__ == "__main__":
    main()
