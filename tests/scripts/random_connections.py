# SPDX-License-Identifier: GPL-2.0-or-later
"""Packet scripts made up at random: script(seed, number, connections) gives the lines of one, always the same.

A script (testdata/scripts/README.md has the format) holds many connections side by side, each a story of an opening, of
what happens in between and of an end, out of the deeds below; payload is HTTP, whole and broken."""

import random
from dataclasses import dataclass, field

WRAP = 1 << 32
TLS_PORT = 443
PORTS = (80, 80, 8080, 3128, TLS_PORT, 12345)
FLAGS = ("S", "SA", "A", "A", "PA", "FA", "F", "R", "RA", "PAU", "SF", "SR", "FR", "SAEC", ".", "P")
SHORT, ROUND_TRIP, LONG, TIME_WAIT = (0.00001, 0.004), (0.004, 0.3), (1, 70), (200, 300)


def quoted(octets):
    plain = {0x0D: "\\r", 0x0A: "\\n", 0x22: '\\"', 0x5C: "\\\\"}
    return '"' + "".join(plain.get(o) or (chr(o) if 32 <= o < 127 else f"\\x{o:02x}") for o in octets) + '"'


# HTTP messages.


def request(pick):
    method = pick.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH", "CONNECT", "BREW"))
    target = pick.choice(("/", "/index.html", "/a?b=c", "*", "http://example.org/x", "example.org:443"))
    lines = [f"{method} {target} HTTP/1.{pick.choice('1110')}", "Host: example.org"]
    extra = ("Connection: keep-alive", "Connection: close", "If-None-Match: \"x\"", "Range: bytes=0-4", "Cookie: a=b")
    lines += pick.sample(extra, pick.choice((0, 0, 1, 2)))
    if pick.random() < 0.1:
        lines += ["Connection: Upgrade", "Upgrade: websocket"]
    body = b""
    if method in ("POST", "PUT", "PATCH"):
        body = with_body(pick, lines)
        lines += ["Expect: 100-continue"] * (pick.random() < 0.3)
    return method, head(lines) + body


def head(lines):
    return "".join(line + "\r\n" for line in [*lines, ""]).encode("latin-1")


def filler(pick):
    return bytes(pick.choice(b"abcdefgh \r\n") for _ in range(pick.choice((0, 1, 5, 40, 200, 1500))))


def with_body(pick, lines):
    """Adds the line that delimits the body, right or wrong, and gives the body."""
    body = filler(pick)
    kind = pick.random()
    if kind < 0.5:
        lines.append(f"Content-Length: {len(body)}")
    elif kind < 0.6:
        lines.append(f"Content-Length: {pick.choice(('12', '99999', '-1', 'x', '0'))}")
    elif kind < 0.85:
        lines.append("Transfer-Encoding: chunked")
        return chunked(pick, body)
    return body


def chunked(pick, body):
    out = b""
    while body:
        size = pick.randint(1, len(body))
        out += f"{size:x}{pick.choice(('', '', ';x=y'))}\r\n".encode() + body[:size] + b"\r\n"
        body = body[size:]
    last = pick.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"", b"zz\r\n"))
    return out + last


def response(pick, method):
    status = pick.choice((200, 200, 200, 204, 206, 301, 304, 400, 404, 408, 500, 101, 100, 103))
    lines = [f"HTTP/1.{pick.choice('1110')} {status} Some reason"]
    extra = ("Connection: close", "Keep-Alive: timeout=5, max=2", "ETag: \"x\"", "Location: /y", "Server: s")
    lines += pick.sample(extra, pick.choice((0, 0, 1, 2)))
    if status in (100, 103):
        return head(lines) + response(pick, method)
    if status == 101:
        return head([*lines, "Upgrade: websocket"]) + b"\x81\x05hello"
    body = with_body(pick, lines)
    return head(lines) + (b"" if status in (204, 304) or method == "HEAD" else body)


def noise(pick):
    return pick.choice((b"\x16\x03\x01\x00\x05hello", b"\x17\x03\x03\x00\x02ab", b"SSH-2.0-x\r\n", b"HTTP/1.1", b"GET "))


# One end and one connection.


@dataclass
class End:
    mark: str  # of its segments in a script
    isn: int
    nxt: int = 0  # what it sends next
    acked: int = 0  # what it last acknowledged
    window: int = 65535
    waiting: bytes = b""  # what its program has written
    sent: list = field(default_factory=list)  # (seq, flags, words for the payload, octets)
    fin: bool = False


def some_isn(pick):
    return pick.choice((pick.randrange(WRAP), WRAP - pick.randint(1, 3000), 0, 1, WRAP - 1, (1 << 31) - pick.randint(0, 9)))


class Connection:
    def __init__(self, pick, number):
        self.pick, self.number = pick, number
        self.time = pick.uniform(0, 2)
        self.events = []  # (time, lines)
        self.stamps = pick.random() < 0.3
        self.restart()

    def restart(self):
        self.client, self.server = End(">", some_isn(self.pick)), End("<", some_isn(self.pick))
        for end in self.ends():
            end.nxt = end.isn

    def ends(self):
        return self.client, self.server

    def other(self, end):
        return self.server if end is self.client else self.client

    def either(self):
        return self.pick.choice(self.ends())

    def wait(self, span=SHORT):
        self.time += self.pick.uniform(*span)

    def put(self, end, flags, seq, ack=None, words=(), lost=False):
        """A segment with numbers of its own; `ack` goes with the flag A."""
        self.wait(self.pick.choice((SHORT, SHORT, ROUND_TRIP)))
        if lost:
            return
        line = [end.mark, flags, f"seq={seq % WRAP}", *words]
        if "A" in flags:
            line.append(f"ack={(0 if ack is None else ack) % WRAP}")
        line += [f"win={end.window}"] * (end.window != 65535)
        line += [f"conn={self.number}"] * (self.number > 0)
        if self.stamps and not any(word.startswith("sack=") for word in words):
            line.append(f"ts={int(self.time * 1000)}/{max(0, int(self.time * 1000) - 7)}")
        line += [f"wire={self.pick.choice(('padded', 'tso', 'snapped'))}"] * (self.pick.random() < 0.02)
        text = " ".join(line)
        self.events.append((self.time, [text, f"{text} copy"] if self.pick.random() < 0.02 else [text]))

    def send(self, end, flags="A", words=(), size=0, lost=None):
        """The next segment of an end, which everything sent so far has reached."""
        peer = self.other(end)
        space = size + ("S" in flags) + ("F" in flags)
        if space:
            end.sent.append((end.nxt, flags, words, size))
        lost = self.pick.random() < 0.04 if lost is None else lost
        self.put(end, flags, end.nxt, peer.nxt, words, lost)
        end.nxt += space
        end.acked = peer.nxt


# Openings.


def syn(c, end, *words, lost=False):
    options = [f"mss={c.pick.choice((536, 1460))}"] * (c.pick.random() < 0.7)
    options += [f"ws={c.pick.randint(0, 14)}", "sackok"] * (c.pick.random() < 0.5)
    c.send(end, "S", (*options, *words), lost=lost)


def syn_ack(c, end, **more):
    c.send(end, "SA", ("mss=1460",) * (c.pick.random() < 0.7), **more)


def open_well(c):
    syn(c, c.client)
    syn_ack(c, c.server)
    c.send(c.client)


def open_with_repeats(c):
    syn(c, c.client)
    for _ in range(c.pick.randint(0, 2)):
        c.wait(LONG)
        c.put(c.client, "S", c.client.isn)
    syn_ack(c, c.server)
    for _ in range(c.pick.randint(0, 2)):
        c.put(c.server, "SA", c.server.isn, c.client.nxt)
    c.send(c.client)
    if c.pick.random() < 0.3:
        c.put(c.server, "SA", c.server.isn, c.client.nxt)


def open_at_once(c):
    syn(c, c.client)
    syn(c, c.server)
    order = c.pick.sample(c.ends(), 2)
    for end in order:
        c.put(end, "SA", end.isn, c.other(end).nxt)


def open_in_the_middle(c):
    for end in c.ends():
        end.nxt += 1
    if c.pick.random() < 0.3:
        c.send(c.either())


def open_refused(c):
    syn(c, c.client)
    c.put(c.server, "RA", c.pick.choice((0, c.server.isn)), c.client.nxt + c.pick.choice((0, 0, 1, -1)))
    if c.pick.random() < 0.5:
        c.restart()
        syn(c, c.client)
        syn_ack(c, c.server)


def open_unanswered(c):
    syn(c, c.client)
    for _ in range(c.pick.randint(0, 3)):
        c.wait(LONG)
        c.put(c.client, "S", c.client.isn)


def open_fast(c):
    words = ("tfo=" + c.pick.choice(("", "0123456789abcdef")),)
    size = c.pick.choice((0, 0, 30))
    c.send(c.client, "S", (*words, *((f"len={size}",) * (size > 0))), size)
    if c.pick.random() < 0.5:
        syn_ack(c, c.server)
    else:
        c.put(c.server, "SA", c.server.isn, c.client.isn + 1)
        c.server.nxt += 1
    c.send(c.client)


def open_with_bad_ack(c):
    syn(c, c.client)
    wrong = c.pick.choice((c.client.isn, c.client.isn + 2, c.pick.randrange(WRAP)))
    c.put(c.server, c.pick.choice(("SA", "A")), c.server.isn, wrong)
    c.put(c.client, "R", wrong)
    if c.pick.random() < 0.6:
        syn_ack(c, c.server)
        c.send(c.client)


def open_without_syn_ack(c):
    syn(c, c.client)
    syn_ack(c, c.server, lost=True)
    c.send(c.client)


OPENINGS = (
    *(open_well,) * 8, open_with_repeats, open_at_once, open_in_the_middle, open_in_the_middle, open_refused,
    open_unanswered, open_fast, open_with_bad_ack, open_without_syn_ack,
)  # fmt: skip


# What happens in between.


def ask(c):
    for _ in range(c.pick.choice((1, 1, 1, 2, 4))):
        method, octets = request(c.pick)
        c.client.waiting += octets
        if c.pick.random() < 0.9:
            c.server.waiting += response(c.pick, method)
    talk(c, c.client)


def chunk(c, end):
    if not end.waiting and c.pick.random() < 0.3:
        end.waiting = noise(c.pick)
    if not end.waiting:
        size = c.pick.choice((1, 10, 536, 1460))
        return (f"len={size}",), size
    size = c.pick.choice((len(end.waiting), 1460, c.pick.randint(1, len(end.waiting)), 1))
    octets, end.waiting = end.waiting[:size], end.waiting[size:]
    return (f"data={quoted(octets)}",), len(octets)


def talk(c, end=None):
    end = end or c.either()
    for _ in range(c.pick.choice((1, 1, 2, 5))):
        words, size = chunk(c, end)
        c.send(end, c.pick.choice(("A", "PA")), words, size)
        if c.pick.random() < 0.4:
            acknowledge(c, c.other(end))


def answer(c):
    talk(c, c.server)


def acknowledge(c, end=None):
    c.send(end or c.either())


def repeat_ack(c):
    end = c.either()
    for _ in range(c.pick.randint(1, 4)):
        c.put(end, "A", end.nxt, end.acked)


def retransmit(c):
    end = c.either()
    if end.sent:
        seq, flags, words, _ = c.pick.choice(end.sent[-6:])
        c.put(end, flags, seq, c.other(end).nxt, words)


def burst(c):
    """Much is sent and sent again before an ACK comes, which may cover a part of a segment."""
    end = c.either()
    peer, begin, pieces = c.other(end), end.nxt, []
    for _ in range(c.pick.randint(3, 8)):
        size = c.pick.choice((10, 536, 1460))
        pieces.append((end.nxt, size))
        c.put(end, "A", end.nxt, peer.nxt, (f"len={size}",), lost=c.pick.random() < 0.2)
        end.nxt += size
    for seq, size in c.pick.sample(pieces, c.pick.randint(1, len(pieces))):
        more = c.pick.choice((0, 0, 5, -5))
        c.put(end, "A", seq, peer.nxt, (f"len={size + more}",))
    edges = [begin, *(seq + size for seq, size in pieces)]
    for ack in sorted(c.pick.sample(edges, c.pick.randint(1, 3))):
        c.put(peer, "A", peer.nxt, ack - c.pick.choice((0, 0, 0, 3)))


def overlap(c):
    end = c.either()
    back, ahead = c.pick.randint(1, 900), c.pick.choice((-5, 0, 1, 700))
    size = max(1, back + ahead)
    c.put(end, "A", end.nxt - back, c.other(end).nxt, (f"len={size}",))
    end.nxt += max(0, size - back)


def skip(c):
    """Octets that the capture does not hold; their ACK it may."""
    end = c.either()
    end.nxt += c.pick.choice((1, 1, 100, 1460, 100000))
    if c.pick.random() < 0.6:
        acknowledge(c, c.other(end))


def reorder(c):
    end, peer = c.either(), None
    peer = c.other(end)
    sizes = [c.pick.choice((1, 100, 1460)) for _ in range(c.pick.randint(2, 5))]
    starts = [end.nxt + sum(sizes[:i]) for i in range(len(sizes))]
    begin, past = end.nxt, end.nxt + sum(sizes)
    for seq, size in c.pick.sample(list(zip(starts, sizes)), len(sizes)):
        c.put(end, "A", seq, peer.nxt, (f"len={size}",), lost=c.pick.random() < 0.1)
        if c.pick.random() < 0.5:
            c.put(peer, "A", peer.nxt, begin, (f"sack={seq % WRAP}-{(seq + size) % WRAP}",))
    end.nxt = past
    acknowledge(c, peer)


def selective_ack(c):
    end = c.either()
    peer = c.other(end)
    marks = (peer.nxt, peer.nxt, *(seq for seq, *_ in peer.sent[-4:]), peer.nxt + c.pick.randint(-3000, 3000))
    edges = [c.pick.choice(marks) + c.pick.choice((0, 0, -1, 10)) for _ in range(2 * c.pick.randint(1, 3))]
    blocks = ",".join(f"{min(pair) % WRAP}-{max(pair) % WRAP}" for pair in zip(edges[::2], edges[1::2]))
    c.put(end, "A", end.nxt, peer.nxt, (f"sack={blocks}",))


def close_window(c):
    end = c.either()
    before, end.window = end.window, 0
    acknowledge(c, end)
    peer = c.other(end)
    for _ in range(c.pick.randint(0, 3)):
        c.wait(LONG)
        c.put(peer, "A", peer.nxt - c.pick.choice((0, 1)), end.nxt, c.pick.choice(((), ("len=1",))))
        c.put(end, "A", end.nxt, peer.nxt)
    end.window = c.pick.choice((before, 1000))
    acknowledge(c, end)


def keep_alive(c):
    end = c.either()
    for _ in range(c.pick.randint(1, 3)):
        c.wait(LONG)
        c.put(end, "A", end.nxt - 1, c.other(end).nxt, c.pick.choice(((), ("len=1",))))
        if c.pick.random() < 0.8:
            acknowledge(c, c.other(end))


def ack_ahead(c):
    end = c.either()
    c.put(end, "A", end.nxt, c.other(end).nxt + c.pick.choice((1, 2, 500, 70000, 1 << 30, 1 << 31)))


def anything(c):
    """A segment that makes no sense, or some."""
    end = c.either()
    peer = c.other(end)
    far = (0, 0, 1, -1, 17, -17, 1460, -1460, 65536, -65536, 1 << 31, c.pick.randrange(WRAP))
    size = c.pick.choice((0, 0, 1, 100))
    words = (f"len={size}",) if size else ()
    flags = c.pick.choice(FLAGS)
    c.put(end, flags, end.nxt + c.pick.choice(far), peer.nxt + c.pick.choice(far), words)


def reset_somewhere(c):
    end = c.either()
    c.put(end, c.pick.choice(("R", "RA")), end.nxt + c.pick.choice((0, 0, 1, 100, -1, 70000)), c.other(end).nxt)


def idle(c):
    c.wait(c.pick.choice((LONG, LONG, TIME_WAIT)))


DEEDS = {
    ask: 8, answer: 8, talk: 3, acknowledge: 4, repeat_ack: 2, retransmit: 3, burst: 2, overlap: 1, skip: 2, reorder: 2,
    selective_ack: 1, close_window: 1, keep_alive: 1, ack_ahead: 1, anything: 2, reset_somewhere: 0.5, idle: 0.5,
}  # fmt: skip


# Ends.


def finish(c, end, **more):
    words, size = chunk(c, end) if c.pick.random() < 0.3 else ((), 0)
    c.send(end, c.pick.choice(("FA", "FA", "PFA")), words, size, **more)
    end.fin = True


def close_in_turn(c):
    first = c.either()
    finish(c, first)
    if c.pick.random() < 0.6:
        acknowledge(c, c.other(first))
    for _ in range(c.pick.choice((0, 0, 1, 3))):
        talk(c, c.other(first))
        c.send(first)
    finish(c, c.other(first))
    c.send(first)
    if c.pick.random() < 0.2:
        c.put(c.other(first), "FA", c.other(first).nxt - 1, first.nxt)
        c.send(first)


def close_at_once(c):
    before = [end.nxt for end in c.ends()]
    for end, peer_nxt in zip(c.ends(), reversed(before)):
        c.put(end, "FA", end.nxt, peer_nxt)
    for end in c.ends():
        end.nxt += 1
    for end in c.pick.sample(c.ends(), c.pick.randint(0, 2)):
        c.put(end, "A", end.nxt, c.other(end).nxt)


def close_half(c):
    first = c.either()
    finish(c, first, lost=c.pick.random() < 0.3)
    for _ in range(c.pick.randint(0, 3)):
        talk(c, c.other(first))


def close_again_and_again(c):
    first = c.either()
    finish(c, first)
    for _ in range(c.pick.randint(1, 3)):
        c.wait(LONG)
        c.put(first, "FA", first.nxt - 1, c.other(first).nxt)
    close_by_reset(c)


def close_by_reset(c):
    end = c.either()
    c.put(end, c.pick.choice(("R", "RA")), end.nxt, c.other(end).nxt)


def close_not(_):
    pass


CLOSES = (*(close_in_turn,) * 4, close_at_once, close_half, close_again_and_again, close_by_reset, close_not)


def story(c):
    c.pick.choice(OPENINGS)(c)
    deeds, weights = list(DEEDS), list(DEEDS.values())
    for deed in c.pick.choices(deeds, weights, k=c.pick.choice((0, 2, 5, 9))):
        deed(c)
    c.pick.choice(CLOSES)(c)
    for deed in c.pick.choices((anything, retransmit, repeat_ack, close_by_reset), k=c.pick.choice((0, 0, 0, 1, 3))):
        deed(c)


def lives(c):
    """Mostly one; more of them use the same ports."""
    story(c)
    while c.pick.random() < 0.25:
        c.wait(c.pick.choice((SHORT, LONG, TIME_WAIT)))
        isn = c.client.nxt + c.pick.choice((1, 5000, -5000))
        c.restart()
        if c.pick.random() < 0.5:
            c.client.isn = c.client.nxt = isn
        story(c)


def script(seed, number, connections, ports=PORTS):
    """The lines of a script, the options first; the server's port is one of `ports`."""
    pick = random.Random(f"{seed} {number}")
    options = ["option", f"port={pick.choice(ports)}", *["ipv6"] * (pick.random() < 0.25)]
    events = []
    for conn in range(connections):
        c = Connection(random.Random(f"{seed} {number} {conn}"), conn)
        lives(c)
        events += c.events
    lines, before = [" ".join(options)], 0.0
    for time, texts in sorted(events, key=lambda event: event[0]):
        lines.append(f"+{max(0.0, time - before):.9f} {texts[0]}")
        before = max(before, time)
        for text in texts[1:]:
            later = pick.choice((0.0, 0.0005, 0.004999999, 0.005, 0.005000001))
            lines.append(f"+{later:.9f} {text}")
            before += later
    return lines
