#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py [--quick] [--damaged SEED] [--set real|scripts|shared]... [--limit N] [PATTERN | FILE]...

Every field of both protocols in every frame, from the C plugin and from lua-compat/labflow.lua: both must be equal,
in one pass and in two, in English and in Chinese. Prints each difference (at most --limit of a capture) and a sum; exit
code 1 where there is one. --quick reads in one pass and in English only; --damaged does so with the captures cut short
at each length and with octets flipped. Whatever the script writes to stderr, and each Lua error in the tree, is a
failure.

What the Lua side cannot give: with tshark -2 there is no tree in the first pass for it to read, so that it analyses in
the second one and what only later frames tell (LATER) is not known yet. It has no field of several connections together
(labflow.http.page.*) and reads neither HTTP/2 nor what was decrypted of TLS: in connections where the plugin shows such
messages, Lua may show fewer values of HTTP, but none that the plugin does not show, and the reason of their close may
be the one that TCP alone gives."""

import argparse
import functools
import sys
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "golden"), str(TESTS / "robust")]

import annotate  # noqa: E402
import captures  # noqa: E402
import damage  # noqa: E402
import ws  # noqa: E402
from fields import (  # noqa: E402
    EXPERT, EXPERT_PREFIX, FIELDS, HTTP, HTTP_EXPERT, LATER, LATER_ITEMS, LATER_VALUES, PAGE, plain,
)  # fmt: skip

SCRIPT = ws.ROOT / "lua-compat" / "labflow.lua"
HTTP2_STREAM = "labflow.http.stream"
NAMES = tuple(field.name for field in FIELDS if not field.name.startswith(PAGE) and field.name != HTTP2_STREAM)
WITHOUT_HTTP = ("--disable-protocol", "labflow.http")
LATER_NAMES = {*LATER, *(EXPERT_PREFIX + item for item in LATER_ITEMS)}
STREAM, LAYERS, REASON = "tcp.stream", "frame.protocols", "labflow.close.reason"
DECRYPTED = ":tls:http"  # the layers of a message inside TLS
LUA_ERROR = "_ws.lua.error"
AGGREGATOR = "|"  # what sentences and targets seldom hold
CHINESE = ("-o", "labflow.language:zh")


@dataclass(frozen=True)
class Mode:
    name: str
    options: tuple
    left_out: frozenset = frozenset()

    def without_later(self, name, text):
        """What is left of a field's values where the later ones are left out."""
        if not self.left_out or name not in LATER_VALUES:
            return text
        return AGGREGATOR.join(value for value in text.split(AGGREGATOR) if value not in LATER_VALUES[name])


MODES = (
    Mode("one pass", ()),
    Mode("one pass, zh", CHINESE),
    Mode("two passes", ("-2",), frozenset(LATER_NAMES)),
    Mode("two passes with a filter", ("-2", "-Y", "frame"), frozenset()),
)


@functools.cache
def compared():
    return [*NAMES, *annotate.experts()[EXPERT], *annotate.experts()[HTTP_EXPERT]]


@functools.cache
def of_http():
    """The names that speak of messages, or say what messages tell of the connection."""
    return {REASON, *(name for name in NAMES if name.startswith(HTTP)), *annotate.experts()[HTTP_EXPERT]}


def read(path, plugin, options, names):
    """Rows as dicts, by frame number, and what was written to stderr."""
    shape = ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={AGGREGATOR}", "-E", "occurrence=a"]
    side = () if plugin else ("-X", f"lua_script:{SCRIPT}")
    fields = [word for name in names for word in ("-e", name)]
    run = ws.tshark("-n", "-r", path, *side, *options, *shape, *fields, plugin=plugin)
    rows = [line.split("\t") for line in run.out.splitlines()]
    return [dict(zip(names, row)) for row in rows], run.err.splitlines(), run.code


def unread(rows):
    """The connections in which the plugin shows messages of HTTP/2 or inside TLS."""
    found = set()
    for row in rows:
        if row[HTTP2_STREAM] or DECRYPTED in row[LAYERS]:
            found |= set(row[STREAM].split(AGGREGATOR))
    return found


def is_part(values, whole):
    """Whether all of the values are among the others, in their order."""
    rest = iter(whole.split(AGGREGATOR))
    return all(value in rest for value in values.split(AGGREGATOR) if value)


class Comparison:
    """The rows of the plugin beside those of the script."""

    def __init__(self, capture, mode):
        self.capture, self.mode, self.found, self.values = capture, mode, [], 0
        names = ["frame.number", LUA_ERROR, STREAM, LAYERS, HTTP2_STREAM, *compared()]
        self.ours, said, code = read(capture.path, True, mode.options, names)
        self.theirs, lua_said, lua_code = read(capture.path, False, mode.options, names)
        self.unread = unread(self.ours)
        self.found += [f"Lua: {line}" for line in lua_said if line not in said]
        self.found += [f"frame {row['frame.number']}: {row[LUA_ERROR]}" for row in self.theirs if row.get(LUA_ERROR)]
        if code != lua_code:
            self.found.append(f"exit code {code} in C, {lua_code} in Lua")
        if len(self.ours) != len(self.theirs):
            self.found.append(f"{len(self.ours)} frames in C, {len(self.theirs)} in Lua")

    @functools.cached_property
    def of_tcp_alone(self):
        """The reasons of closes where nothing is known of messages."""
        options = (*self.mode.options, *WITHOUT_HTTP)
        return [row[REASON] for row in read(self.capture.path, True, options, ["frame.number", REASON])[0]]

    def is_equal(self, at, name, left, right):
        row = self.ours[at]
        if left == right:
            return True
        if name not in of_http() or self.unread.isdisjoint(row[STREAM].split(AGGREGATOR)):
            return False
        return right == self.of_tcp_alone[at] if name == REASON else is_part(right, left)

    def run(self):
        for at, (mine, other) in enumerate(zip(self.ours, self.theirs)):
            for name in compared():
                if name in self.mode.left_out:
                    continue
                self.values += bool(mine.get(name))
                left, right = plain(name, mine.get(name, "")), plain(name, other.get(name, ""))
                left = self.mode.without_later(name, left)
                if not self.is_equal(at, name, left, right):
                    self.found.append(f"frame {mine['frame.number']} {name}: C {left!r}, Lua {right!r}")
        return self.found, len(self.ours), self.values


def chosen(sets, patterns):
    files = [captures.Capture(Path(word).name, Path(word)) for word in patterns if Path(word).is_file()]
    words = [word for word in patterns if not Path(word).is_file()]
    if not files or words:
        files += [c for c in captures.chosen(sets) if not words or any(word in c.name for word in words)]
    return files


def damaged(files, seed, folder):
    """Frames cut short at each length, and some with octets flipped. The first capture of a kind is cut everywhere."""
    for number, capture in enumerate(files):
        lengths = damage.EVERY_SNAP if number == 0 else damage.SNAPS
        yield from damage.snapped(capture, lengths, folder)
        yield from damage.flipped(capture, (seed, seed + 1), folder)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--damaged", type=int, metavar="SEED")
    options.add_argument("--set", action="append", choices=captures.SETS, dest="sets")
    options.add_argument("--limit", type=int, default=10)
    options.add_argument("patterns", nargs="*", metavar="PATTERN")
    given = options.parse_args()
    lacking = ws.missing("tshark")
    if lacking:
        print("\n".join(lacking), file=sys.stderr)
        return 77
    bad = frames = values = count = 0
    files = chosen(given.sets or list(captures.SETS), given.patterns)
    if given.damaged is not None:
        given.quick = True
        files = damaged(files, given.damaged, ws.lasting_scratch())
    for capture in files:
        count += 1
        differs = False
        for mode in MODES[: 1 if given.quick else None]:
            found, seen, sum_of = Comparison(capture, mode).run()
            frames, values = frames + seen, values + sum_of
            differs = differs or bool(found)
            for line in found[: given.limit]:
                print(f"{capture.name}, {mode.name}: {line}")
            if len(found) > given.limit:
                print(f"{capture.name}, {mode.name}: and {len(found) - given.limit} more")
        bad += differs
    print(f"{count - bad} of {count} captures equal; {frames} frames and {values} values compared.")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
