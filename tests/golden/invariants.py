# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be true of every annotation, whatever the capture: labflow's numbers against core's own,
its sums, its state changes, its links to later frames. Needs no golden file, so it runs over other
people's captures too (../shared/captures), and says so where they are not there."""

import argparse
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree.ElementTree import ParseError

import annotate
import captures
import headers
import later
import ws
from headers import ACK, MODULUS, RST, SYN
from tally import Tally

STATES = set(
    "UNKNOWN CLOSED LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING LAST-ACK"
    " TIME-WAIT".split()
)
ROLES = ("client", "server")
CHANGE = re.compile(r"(client|server) (\S+) -> (\S+)")
NAMED = re.compile(r"\bframe (\d+)")
SUM = re.compile(r"(\d+) = (\d+(?: \+ \d+)*)(?: \((.*)\))?")


def annotated(frames):
    """One annotation for each TCP header that is not quoted in an ICMP error."""
    for frame in frames:
        if len(frame.headers) != len(frame.annotations):
            yield f"frame {frame.number}: {len(frame.headers)} TCP headers, {len(frame.annotations)} annotations"


def core_numbers(segments):
    """labflow's numbers are core's, relative and raw. Core counts from a RST that has SYN and ACK set as from a SYN+ACK; by
    RFC 9293 section 3.10.7 a RST comes first, and opens nothing."""
    for s in segments:
        yield from _same(s, "labflow.stream", "tcp.stream")
        if not (s.flags & RST and s.flags & SYN):
            yield from _same(s, "labflow.seq.actual", "tcp.seq")
        yield from _same(s, "labflow.seq.actual_raw", "tcp.seq_raw")
        if s.flags & ACK:
            yield from _same(s, "labflow.ack.actual", "tcp.ack")
            yield from _same(s, "labflow.ack.actual_raw", "tcp.ack_raw")
        elif s.one("labflow.ack.actual") is not None:
            yield f"frame {s.frame}: labflow.ack.actual without ACK"


def _same(s, ours, theirs):
    got = s.one(ours)
    if got is None or int(got) != s.number(theirs):
        yield f"frame {s.frame}: {ours} is {got}, {theirs} is {s.tcp[theirs]}"


def deltas(segments):
    """delta = actual - expected, signed; each raw number is as far from its relative twin as the other."""
    for s in segments:
        for side in ("labflow.seq", "labflow.ack"):
            names = ("expected", "actual", "delta", "expected_raw", "actual_raw")
            values = [s.one(f"{side}.{name}") for name in names]
            expected, actual, delta, expected_raw, actual_raw = (v if v is None else int(v) for v in values)
            if (expected is None) != (delta is None) or (expected is None) != (expected_raw is None):
                yield f"frame {s.frame}: {side} has only some of expected, delta and expected_raw"
            if None in (expected, actual, delta, expected_raw, actual_raw):
                continue
            if delta != signed(actual - expected):
                yield f"frame {s.frame}: {side}.delta is {delta}, {actual} - {expected} is {signed(actual - expected)}"
            if (actual_raw - actual - expected_raw + expected) % MODULUS:
                yield f"frame {s.frame}: {side}: raw and relative numbers differ by two different amounts"


def signed(number):
    return (number + MODULUS // 2) % MODULUS - MODULUS // 2


def verdicts(segments):
    """A verdict agrees with its delta."""
    for s in segments:
        delta, verdict = s.one("labflow.ack.delta"), s.one("labflow.ack.verdict")
        if delta is not None and verdict != "unknown":
            want = "match" if int(delta) == 0 else "lagging" if int(delta) < 0 else "ahead"
            if verdict != want:
                yield f"frame {s.frame}: labflow.ack.verdict is {verdict}, delta is {delta}"
        delta, verdict = s.one("labflow.seq.delta"), s.one("labflow.seq.verdict")
        if verdict == "match" and delta != "0" and not (delta is None and s.flags & SYN):
            yield f"frame {s.frame}: labflow.seq.verdict is match, delta is {delta}"
        if verdict == "gap" and (delta is None or int(delta) <= 0):
            yield f"frame {s.frame}: labflow.seq.verdict is gap, delta is {delta}"


def sums(segments):
    """The formula is true, ends in this ACK's number, and starts at the number of the frame it names."""
    by_frame = {}
    for s in segments:
        by_frame.setdefault(s.frame, []).append(s)
    for s in segments:
        formula = s.one("labflow.ack.formula")
        if formula is None:
            continue
        parsed = SUM.fullmatch(formula)
        if not parsed:
            yield f"frame {s.frame}: no sum: {formula}"
            continue
        terms = [int(term) for term in parsed[2].split(" + ")]
        if sum(terms) % MODULUS != int(parsed[1]):
            yield f"frame {s.frame}: wrong sum: {formula}"
        if parsed[1] != s.one("labflow.ack.actual"):
            yield f"frame {s.frame}: acknowledges {s.one('labflow.ack.actual')}, but {formula}"
        named = NAMED.search(formula)
        if not named:
            yield f"frame {s.frame}: names no frame: {formula}"
        elif terms[0] not in [other.number("tcp.seq") for other in by_frame.get(int(named[1]), [])]:
            yield f"frame {s.frame}: frame {named[1]} does not start at {terms[0]}: {formula}"


def states(segments):
    """States are RFC 9293's; each change starts from the state before this frame and ends in the one after."""
    last = {}
    for s in segments:
        stream = s.tcp["tcp.stream"]
        after = {role: s.one(f"labflow.{role}.state") for role in ROLES}
        changes = [CHANGE.fullmatch(text) for text in s.annotation.get("labflow.transition", [])]
        if not all(changes):
            yield f"frame {s.frame}: no state change: {s.annotation['labflow.transition']}"
            continue
        for role, state in after.items():
            if state not in STATES:
                yield f"frame {s.frame}: labflow.{role}.state is {state}"
            yield from _followed(s, role, last.get((stream, role)), [c for c in changes if c[1] == role], state)
            last[stream, role] = state


def _followed(s, role, state, changes, after):
    for change in changes:
        if not {change[2], change[3]} <= STATES:
            yield f"frame {s.frame}: not a state: {change[0]}"
        if state is not None and change[2] != state:
            yield f"frame {s.frame}: {change[0]}, but the {role} was in {state}"
        if change[2] == change[3]:
            yield f"frame {s.frame}: no change: {change[0]}"
        state = change[3]
    if state is not None and state != after:
        yield f"frame {s.frame}: the {role} is in {after}; by its changes it would be in {state}"


def links(segments):
    """labflow.acked_in and labflow.ack.frame are what core's fields give."""
    acked_in, ack_frame = later.links(segments)
    for index, s in enumerate(segments):
        for name, computed in (("labflow.acked_in", acked_in), ("labflow.ack.frame", ack_frame)):
            if index in computed and s.one(name) != (computed[index] and str(computed[index])):
                yield f"frame {s.frame}: {name} is {s.one(name)}, computed {computed[index]}"


# Core revises relative numbers of earlier frames when it meets a SYN late: they are compared as the
# first pass shows them. Links to later frames need the second.
ONE_PASS = (core_numbers, deltas, verdicts, sums, states)
TWO_PASSES = (links,)


def complaints(capture):
    """What is wrong with one capture's annotations, and how many there are."""
    try:
        frames = headers.read(capture.path)
        segments = headers.segments(frames)
        lines = list(annotated(frames))
        for check in ONE_PASS:
            lines += check(segments)
        again = headers.segments(headers.read(capture.path, "-2"))
        for check in TWO_PASSES:
            lines += check(again)
    except (annotate.Unreadable, ParseError, ValueError) as why:
        return [why], 0
    return lines, len(segments)


def main():
    parser = argparse.ArgumentParser(description="What must be true of every annotation.")
    parser.add_argument("--sets", nargs="+", choices=tuple(captures.SETS), default=tuple(captures.SETS))
    parser.add_argument("--only", default="", help="captures whose name holds this")
    options = parser.parse_args()
    tally = Tally()
    print(f"invariants: {', '.join(check.__name__ for check in (annotated, *ONE_PASS, *TWO_PASSES))}")
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    for name in options.sets:
        found = captures.chosen([name], options.only)
        if not found and name == "shared":
            tally.skip("captures of other projects", f"no {captures.SHARED.parent.name}/captures beside the checkout")
        elif not found:
            tally.check(f"{name}: captures", ["there are none"])
        with ThreadPoolExecutor(ws.JOBS) as pool:
            for capture, (lines, count) in zip(found, pool.map(complaints, found)):
                tally.check(f"{capture.name}: {count} annotations", lines)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
