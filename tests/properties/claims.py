# SPDX-License-Identifier: GPL-2.0-or-later
"""The properties: each takes a World and gives what contradicts it, a line each."""

import re
from dataclasses import replace

import annotate
import captures
import frames
import golden
import modes
import world as w
from annotate import HTTP_NAMES, JOIN, PAGE_NAMES
from fields import EXPERT, HTTP_EXPERT, LATER_ITEMS
from frames import STREAM
from pkt import NANOSECONDS
from random_connections import WRAP

MILLISECOND = NANOSECONDS // 1000
STATES = tuple(f"labflow.{role}.state" for role in w.ROLES)
ROLE, GUESSED, HISTORY, CONN_STATE = "labflow.role", "labflow.role.guessed", "labflow.conn.history", "labflow.conn.state"
STEP, KIND, HANDSHAKE = "labflow.teardown.step", "labflow.teardown.kind", "labflow.handshake.kind"
ACKED_IN = "labflow.acked_in"
SENTENCES = ("labflow.explain", "labflow.http.explain", "labflow.http.page.explain")
CLAIMS = {}


def claim(function):
    CLAIMS[function.__name__] = function
    return function


# Ways of reading.


@claim
def passes(world):
    """One pass says what two say, less the fields marked later."""
    return modes.differences(world.one_pass, modes.without_later(world.two_passes, world.one_pass), frames.COLUMNS)


@claim
def visits(world):
    """A random order of visits shows what two passes show."""
    path = world.folder / "capture.pcap"
    frames.write(path, world.frames)
    rows = annotate.read(path, *modes.TWO_PASS)
    return golden.out_of_order(captures.Capture("made up", path), rows, world.seed)


# What other connections do is of no account, but for what ties pages together.


@claim
def split(world):
    """A capture divided into several by connection says the same of each."""
    parts = {}
    for frame in world.frames:
        parts.setdefault(world.pick("part", frame.conn).randrange(3), []).append(frame)
    for part in parts.values():
        yield from w.differences(world.again(part), w.less(PAGE_NAMES))


@claim
def strangers(world):
    """Connections that join change nothing of those that are there."""
    number = world.pick("strangers").randrange(10**9)
    others = [
        replace(frame.with_packet(connection=frame.conn + 500), name=-frame.name, net=world.frames[0].net)
        for frame in frames.made_up(world.folder, world.seed, number, 20)
    ]
    yield from w.differences(world.again(frames.in_time(world.frames + others)), w.less(PAGE_NAMES))


@claim
def interleaving(world):
    """Connections that begin earlier or later than they did, so that their frames mix otherwise."""
    waits = {frame.conn: world.pick("wait", frame.conn).randrange(3 * NANOSECONDS) for frame in world.frames}
    moved = frames.in_time([later(frame, waits[frame.conn]) for frame in world.frames])
    yield from w.differences(world.again(moved), w.less(PAGE_NAMES))


@claim
def permutation(world):
    """Frames of different connections in any order, each with its own time, which then runs to and fro."""
    queues = {}
    for frame in world.frames:
        queues.setdefault(frame.conn, []).append(frame)
    places = [frame.conn for frame in world.frames]
    world.pick("places").shuffle(places)
    mixed = [queues[conn].pop(0) for conn in places]
    yield from w.differences(world.again(mixed), w.less(PAGE_NAMES))


def later(frame, ns):
    return frame.with_packet(time_ns=frame.time + ns)


# What the capture holds of each connection.


@claim
def copies(world):
    """A frame that a mirror port captures twice is one event."""
    some = []
    for frame in world.frames:
        again = () if some and some[-1].identification == frame.identification else copies_of(world, frame)
        some += [frame, *(replace(later(frame, wait), is_copy=True) for wait in again)]
    some = frames.in_time(some)
    rows = world.read(some, *modes.TWO_PASS)
    pair = w.paired(world.two_passes, rows, some)
    yield from w.differences([[without_copies(row) for row in side] for side in pair], w.less("labflow.ack.frame"))
    yield from copies_are_no_events(rows, some)


def without_copies(row):
    """Less what names the latest of several frames, or is said of a connection's last one, which may now be a copy."""
    row = {**row, **{name: re.sub(r"frame \d+", "a frame", row[name]) for name in ("labflow.ack.formula", SENTENCES[0])}}
    # A segment between an ACK that was captured too early and the copy of that: the copy is behind it, and covers it.
    early = [by for by in row[ACKED_IN].split(JOIN) if by and int(by) < int(row[annotate.FRAME])]
    row = {**row, ACKED_IN: "" if early else row[ACKED_IN]}
    return {**row, **{name: JOIN.join(i for i in row[name].split(JOIN) if i not in LATER_ITEMS) for name in (EXPERT, HTTP_EXPERT)}}


def copies_of(world, frame):
    """After how many nanoseconds copies of a frame come."""
    pick = world.pick("copies", frame.name)
    if pick.random() > 0.3:
        return ()
    if frame.net.ipv6:  # no identification: only what takes a number is known again, and before its answer
        takes_numbers = frame.packet.payload or set(frame.packet.flags) & set("SF")
        return (0,) if takes_numbers and "R" not in frame.packet.flags else ()
    waits = [pick.choice((0, 4000, MILLISECOND, 5 * MILLISECOND - 1)) for _ in range(pick.choice((1, 1, 1, 2)))]
    return [wait for wait in waits if wait <= time_to_syn(world, frame)]


def time_to_syn(world, frame):
    """How long it is until core may take the ports for a new connection's."""
    synced = (f.time for f in world.frames if f.conn == frame.conn and "S" in f.packet.flags and f.name > frame.name)
    return next(synced, frame.time + NANOSECONDS) - frame.time - 1


def copies_are_no_events(rows, some):
    last = {}
    for row, frame in zip(rows, some):
        before = last.get(frame.conn)
        last[frame.conn] = row
        if not frame.is_copy or not row[annotate.SEGMENT]:
            continue
        if "duplicate_frame" not in row[EXPERT].split(JOIN):
            yield f"the copy of frame {frame.name} is no duplicate_frame: {row[EXPERT]}"
        if row["labflow.transition"]:
            yield f"the copy of frame {frame.name} changes a state: {row['labflow.transition']}"
        if before is not None and [row[name] for name in STATES] != [before[name] for name in STATES]:
            yield f"the copy of frame {frame.name} shows other states than the frame before"


@claim
def cut(world):
    """Where a capture ends changes what frames before say of later ones, and nothing else."""
    size = world.pick("cut").randrange(len(world.frames)) + 1
    some = world.frames[:size]
    yield from modes.differences(world.one_pass[:size], world.read(some), frames.COLUMNS)
    yield from modes.differences(
        modes.without_later(world.two_passes[:size], world.one_pass[:size]),
        modes.without_later(world.read(some, *modes.TWO_PASS), world.one_pass[:size]),
        frames.COLUMNS,
    )


@claim
def snapped(world):
    """Payload that was not captured is none that was not sent: TCP is the same, where no message gave evidence."""
    some = [on_wire(frame, "snapped") if frame.packet.payload else frame for frame in world.frames]
    pair = world.again(some)
    guessed = {row[STREAM] for row in pair[0] if row[GUESSED]}
    pair = [[row for row in rows if row[STREAM] not in guessed] for rows in pair]
    spoken = ("labflow.close.reason", HTTP_EXPERT, *SENTENCES)
    yield from w.differences(pair, w.less(PAGE_NAMES, HTTP_NAMES, spoken))


@claim
def repeats(world):
    """A segment with neither SYN, FIN nor RST that is sent again, soon or late, moves no state and takes no step."""
    some = list(world.frames)
    for frame in world.frames:
        pick = world.pick("repeats", frame.name)
        if set(frame.packet.flags) <= set("AP") and pick.random() < 0.1:
            wait = min(pick.randrange(6, 100) * MILLISECOND, time_to_syn(world, frame))
            some.append(replace(later(frame, max(wait, 0)), is_copy=True, identification=frame.identification + 30000))
    yield from w.differences(world.again(frames.in_time(some)), (*STATES, STEP, KIND, HANDSHAKE, "labflow.handshake.step"))


@claim
def pieces(world):
    """Data that is sent in more and smaller segments moves the same states. A FIN makes an ACK beside it mean more."""
    some = [piece for frame in world.frames for piece in halves(world, frame)]
    yield from w.differences(world.again(some), (*STATES, HANDSHAKE))


def halves(world, frame):
    payload, pick = frame.packet.payload, world.pick("pieces", frame.name)
    if len(payload) < 2 or set(frame.packet.flags) & set("SFR") or frame.packet.wire != "plain" or pick.random() < 0.5:
        return [frame]
    size = pick.randrange(1, len(payload))
    flags = frame.packet.flags.replace("P", "")
    begin = replace(frame.with_packet(payload=payload[:size], flags=flags), is_copy=True)
    rest = frame.with_packet(payload=payload[size:], seq=(frame.packet.seq + size) % WRAP)
    return [begin, replace(rest, identification=frame.identification + 30000)]


# How frames look on their way.


@claim
def padding(world):
    """Ethernet's padding is no payload."""
    yield from w.differences(world.again([on_wire(frame, "padded") for frame in world.frames]))


def on_wire(frame, how):
    return frame.with_packet(wire=how) if frame.packet.wire == "plain" else frame


@claim
def pushes(world):
    """PSH is between the ends alone (RFC 9293 section 3.9.1.2)."""

    def pushed(frame):
        flags = frame.packet.flags
        return frame.with_packet(flags=flags.replace("P", "") if "P" in flags else f"{flags}P")

    yield from w.differences(world.again([pushed(frame) for frame in world.frames]))


# What numbers, addresses and options are.


@claim
def numbers(world):
    """Other initial sequence numbers change the raw numbers alone, and these by as much."""
    moves = {}

    def moved(frame, number, of_client):
        move = moves.setdefault((frame.conn, of_client), world.pick("isn", frame.conn, of_client).randrange(WRAP))
        return (number + move) % WRAP

    def with_numbers(frame):
        p, mine = frame.packet, frame.packet.from_client
        sack = [tuple(moved(frame, edge, not mine) for edge in block) for block in p.sack]
        ack = None if p.ack is None else moved(frame, p.ack, not mine)
        return frame.with_packet(seq=moved(frame, p.seq, mine), ack=ack, sack=sack)

    some = [with_numbers(frame) for frame in world.frames]
    before, after = world.again(some)
    raw = [name for name in frames.COLUMNS if name.endswith("_raw")]
    yield from w.differences((before, after), w.less(raw))
    for frame, one, two in zip(world.frames, before, after):
        for name in raw:
            of_client = frame.packet.from_client == (".seq." in name)
            want = one[name] and str(moved(frame, int(one[name]), of_client))
            if two[name] != want:
                yield f"frame {frame.name}, {name}: expected {want!r}, got {two[name]!r}"


@claim
def swap(world):
    """With the ends' addresses exchanged each says what the other did; who is client by its port alone is the other."""
    some = [frame.with_packet(from_client=not frame.packet.from_client) for frame in world.frames]
    before, after = world.again(some)
    expected = []
    for one, two in zip(before, after):
        expected.append(mirrored(one) if one[GUESSED] and one[ROLE] != two[ROLE] else dict(one))
        if one[GUESSED]:  # some letters are from before an exchange; and Zeek's table of states is not symmetric
            for row in (expected[-1], two):
                row.update({HISTORY: row[HISTORY].lower().replace("^", ""), CONN_STATE: ""})
    yield from w.differences((expected, after), w.less(PAGE_NAMES))


MIRRORED = (ROLE, "labflow.transition", "labflow.teardown.initiator", "labflow.close.reason", "labflow.explain")


def mirrored(row):
    names = {f"labflow.{role}.{what}": f"labflow.{other}.{what}" for role, other in (w.ROLES, w.ROLES[::-1])
             for what in ("state", "unacked")}  # fmt: skip
    swapped = {name: re.sub(r"client|server", other_role, row[name]) for name in MIRRORED}
    swapped["labflow.transition"] = JOIN.join(swapped["labflow.transition"].split(JOIN)[::-1])
    return {**row, **{name: row[names[name]] for name in names}, **swapped}


def other_role(found):
    return w.ROLES[found[0] == w.ROLES[0]]


@claim
def versions(world):
    """IPv4 and IPv6 say the same, but for what a card has yet to cut (IPv6 has no word for it) and copies: frames are far apart."""
    rare = []
    for frame in world.frames:
        if rare and rare[-1].identification == frame.identification:
            continue
        moment = frame.time * 1000 + len(rare) * 5 * MILLISECOND
        rare.append(frame.with_packet(time_ns=moment, wire="plain"))
    yield from w.differences([world.read(of_version(rare, ipv6), *modes.TWO_PASS) for ipv6 in (False, True)])


def of_version(some, ipv6):
    return [replace(frame, net=replace(frame.net, ipv6=ipv6)) for frame in some]


@claim
def options(world):
    """Options that neither numbers nor states hang on change nothing."""
    without = {"mss": None, "window_scale": None, "sack_ok": False, "timestamps": None}
    some = of_version(world.frames, ipv6=False)  # whose identification tells copies, which have equal options
    bare = [frame.with_packet(**without) for frame in some]
    yield from w.differences([world.read(frames_, *modes.TWO_PASS) for frames_ in (some, bare)])


@claim
def ports(world):
    """Other ports of the clients change nothing."""
    known = sorted({frame.conn for frame in world.frames})
    others = dict(zip(known, world.pick("ports").sample(range(900), len(known))))
    some = [frame.with_packet(connection=others[frame.conn]) for frame in world.frames]
    rows = world.read(some, *modes.TWO_PASS)
    back = {"": "", **{str(other): str(conn) for conn, other in others.items()}}
    for row in rows:
        conn, _, turn = row[STREAM].partition(".")
        row[STREAM] = turn and f"{back[conn]}.{turn}"
    yield from w.differences((world.two_passes, rows))


@claim
def clock(world):
    """A clock that is wrong by some time changes nothing."""
    wrong = world.pick("clock").randrange(10**9 * NANOSECONDS)
    yield from w.differences(world.again([later(frame, wrong) for frame in world.frames]))


# What can only go one way.

BEFORE = {"2": "1", "3": "1", "4": "3"}
RANK = {"": 0, "half-closed": 1, "four-segment": 2, "three-segment": 2, "simultaneous": 2, "reset": 3}


@claim
def steps(world):
    """Steps only grow: each step of a teardown is taken once and after the one that it answers; kinds do not go back.

    With a SYN all begins anew. Where the capture left open which FIN was the first, that one has no step."""
    for rows in w.by_stream(world.one_pass).values():
        taken, since_syn, kind, handshake = set(), set(), "", "unseen"
        for row in rows:
            flags = row[annotate.SEGMENT].split()[1] if row[annotate.SEGMENT] else ""
            if "S" in flags or row[HANDSHAKE] == "unseen" != handshake:  # the SYN before was not its sender's own
                since_syn, kind = set(), ""
            handshake = row[HANDSHAKE]
            new = {step for step in row[STEP].split(JOIN) if step}
            taken |= new
            yield from steps_of_row(row, new, taken, since_syn, kind)
            since_syn |= new
            kind = row[KIND]
            if "F" in flags and row[STATES[0]] == "UNKNOWN":
                taken |= {"1"}


def steps_of_row(row, new, taken, since_syn, kind):
    name = row[annotate.FRAME]
    for step in sorted(new):
        if step in since_syn:
            yield f"frame {name}: step {step} of the teardown once more"
        if step in BEFORE and BEFORE[step] not in taken and row[KIND] != "reset":  # and opened again by an old SYN
            yield f"frame {name}: step {step} of the teardown without step {BEFORE[step]}"
    if RANK[row[KIND]] < RANK[kind] or (RANK[row[KIND]] == RANK[kind] and row[KIND] != kind):
        yield f"frame {name}: the teardown was {kind} and is {row[KIND] or 'none'}"


@claim
def closed(world):
    """CLOSED is never left without a SYN."""
    last = {}
    for frame, row in zip(world.frames, world.one_pass):
        if row[ROLE] not in w.ROLES:
            continue
        sender_is_client = row[ROLE] == "client"
        for of_client in (True, False):
            state = row[STATES[0 if (frame.packet.from_client == of_client) == sender_is_client else 1]]
            if last.get((row[STREAM], of_client)) == "CLOSED" != state and "S" not in frame.packet.flags:
                yield f"frame {frame.name}: from CLOSED to {state} without a SYN"
            last[row[STREAM], of_client] = state
