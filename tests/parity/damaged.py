#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""damaged.py [--seed N] [--frames N | --all] [--keep FOLDER] [PATTERN | FILE]...

Frames cut short and frames with octets flipped, through the C plugin and through lua-compat/labflow.lua: equal, no Lua
error, nothing on stderr. Of every capture there is a copy snapped to each of LENGTHS octets, some of which each frame is
snapped to a length of its own, some whose IPv4 headers tell too short a length, and some with octets flipped. From all of these the seed draws, every capture once before
any twice, until there are --frames frames; --all takes the whole of them, which takes a quarter of an hour. Copies
are laid one behind the other into few files, so that few tsharks are started."""

import argparse
import random
import struct
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "golden"), str(TESTS / "robust"), str(TESTS / "parity")]

import captures  # noqa: E402
import damage  # noqa: E402
import parity  # noqa: E402
import ws  # noqa: E402

LENGTHS = range(1, 141)  # beyond the longest TCP header behind Ethernet and IPv6
RAGGED = 10  # copies of a capture of which each frame has a length of its own
FLIPS = (1, 1, 2, 2, 4, 4, 8, 8, 32, 32) * 2  # octets of each frame, in a copy for each number
BOXES = range(66)  # octets that IPv4 says are left to TCP
FRAMES_AT_MOST = 60  # of a capture
FRAMES_IN_FILE = 4000
# In a conversation that SNMP has made for itself core knows no stream any more: the plugin asks it, the script does not.
MODE = parity.Mode("one pass", ("--disable-protocol", "snmp"))
PCAP = {0xA1B2C3D4: 1000, 0xA1B23C4D: 1}  # nanoseconds in the unit of its times


@dataclass(frozen=True)
class Frame:
    seconds: int
    nanoseconds: int
    size: int
    octets: bytes


@dataclass(frozen=True)
class Copy:
    capture: str
    kind: str
    number: int

    def __str__(self):
        return f"{self.capture} {self.kind} {self.number}"

    def of(self, frames, seed):
        pick = random.Random(f"{seed} {self}")
        return [KINDS[self.kind](frame, self.number, pick) for frame in frames]


def shortened(frame, length):
    return Frame(frame.seconds, frame.nanoseconds, frame.size, frame.octets[:length])


def flipped(frame, count, pick):
    """Most flips fall to the front, where the headers are."""
    octets = bytearray(frame.octets)
    for _ in range(count if octets else 0):
        at = min(pick.randrange(len(octets)) for _ in range(3))
        octets[at] = pick.randrange(256)
    return Frame(frame.seconds, frame.nanoseconds, frame.size, bytes(octets))


def boxed(frame, size):
    """As if TCP had so many octets, with others behind them; IPv4 behind Ethernet alone."""
    octets = bytearray(frame.octets)
    if octets[12:14] == b"\x08\0" and len(octets) > 34:
        octets[16:18] = ((octets[14] & 15) * 4 + size).to_bytes(2, "big")
    return Frame(frame.seconds, frame.nanoseconds, frame.size, bytes(octets))


KINDS = {
    "snapped": lambda frame, length, _: shortened(frame, length),
    "ragged": lambda frame, _, pick: shortened(frame, pick.choice(LENGTHS)),
    "boxed": lambda frame, size, _: boxed(frame, size),
    "flipped": lambda frame, number, pick: flipped(frame, FLIPS[number], pick),
}
COPIES = {"snapped": LENGTHS, "ragged": range(RAGGED), "boxed": BOXES, "flipped": range(len(FLIPS))}


def copies(name):
    return [Copy(name, kind, number) for kind, numbers in COPIES.items() for number in numbers]


def read(capture, folder):
    """The link type of a capture and its first frames."""
    path = damage.without_keys(capture, folder) if capture.path.suffix == ".pcapng" else capture.path
    whole = path.read_bytes()
    order = "<" if struct.unpack_from("<I", whole)[0] in PCAP else ">"
    unit = PCAP[struct.unpack_from(f"{order}I", whole)[0]]
    frames, at = [], 24
    while at + 16 <= len(whole) and len(frames) < FRAMES_AT_MOST:
        seconds, part, held, size = struct.unpack_from(f"{order}IIII", whole, at)
        frames.append(Frame(seconds, part * unit, size, whole[at + 16 : at + 16 + held]))
        at += 16 + held
    return struct.unpack_from(f"{order}I", whole, 20)[0], frames


def draw(sources, seed, most):
    """Copies until there are so many frames; each capture's turn comes as often as another's."""
    pick = random.Random(seed)
    waiting = {name: copies(name) for name in sources}
    for ones in waiting.values():
        pick.shuffle(ones)
    count = 0
    while any(waiting.values()):
        for name in pick.sample(sorted(waiting), len(waiting)):
            if waiting[name]:
                count += len(sources[name][1])
                yield waiting[name].pop()
            if count >= most:
                return


class File:
    """Copies of one link type, one behind the other."""

    def __init__(self, path, link):
        self.path, self.name = path, path.name
        self.parts = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, link)]
        self.places = []  # (number of the first frame, copy)
        self.frames = 0

    def add(self, copy, frames):
        self.places.append((self.frames + 1, copy))
        self.frames += len(frames)
        for frame in frames:
            self.parts.append(struct.pack("<IIII", frame.seconds, frame.nanoseconds, len(frame.octets), frame.size))
            self.parts.append(frame.octets)

    def save(self):
        self.path.write_bytes(b"".join(self.parts))
        return captures.Capture(self.name, self.path)

    def origin(self, line):
        """Behind a line of parity.py, the copy that its frame is from."""
        words = line.partition(": frame ")[2].replace(":", " ").split()
        if not words or not words[0].isdigit():
            return line
        first, copy = max(place for place in self.places if place[0] <= int(words[0]))
        return f"{line} [{copy}, frame {int(words[0]) - first + 1}]"


def laid_out(chosen, sources, seed, folder):
    files, open_ones = [], {}
    for copy in chosen:
        link, frames = sources[copy.capture]
        file = open_ones.get(link)
        if file is None or file.frames >= FRAMES_IN_FILE:
            file = open_ones[link] = File(folder / f"damaged-{len(files) + 1}.pcap", link)
            files.append(file)
        file.add(copy, copy.of(frames, seed))
    return files


def named(files, found):
    for file, result in zip(files, found):
        yield replace(result, lines=tuple(file.origin(line) for line in result.lines))


def summary(sources, drawn, files):
    once = len({copy.capture for copy in drawn})
    lengths = len({copy.number for copy in drawn if copy.kind == "snapped"})
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(copy.kind for copy in drawn).items())
    return (
        f"{once} of {len(sources)} captures, {len(drawn)} damaged copies ({kinds}; {lengths} lengths), "
        f"{sum(file.frames for file in files)} frames in {len(files)} files"
    )


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--frames", type=int, default=60000)
    options.add_argument("--all", action="store_true")
    options.add_argument("--jobs", type=int, default=ws.JOBS)
    options.add_argument("--limit", type=int, default=10)
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where the files stay")
    options.add_argument("patterns", nargs="*", metavar="PATTERN")
    given = options.parse_args()
    if not parity.tools_are_there():
        return parity.SKIPPED
    print(f"--seed {given.seed}: what fails with it comes again with it", flush=True)
    folder = given.keep or ws.lasting_scratch()
    folder.mkdir(parents=True, exist_ok=True)
    found = parity.chosen(["real", "scripts"], given.patterns)
    sources = {capture.name: read(capture, folder) for capture in found}
    drawn = list(draw(sources, given.seed, float("inf") if given.all else given.frames))
    files = laid_out(drawn, sources, given.seed, folder)
    print(summary(sources, drawn, files), flush=True)
    tasks = [(file.save(), [MODE]) for file in files]
    return parity.report(named(files, parity.results(tasks, given.limit, given.jobs)))


if __name__ == "__main__":
    sys.exit(main())
