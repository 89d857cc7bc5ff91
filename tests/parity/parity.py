#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py [--quick] [--damaged SEED] [--set real|scripts|shared]... [--limit N] [PATTERN | FILE]...

Every TCP field of every frame, from the C plugin and from lua-compat/labflow.lua: both must be equal, in one pass and
in two, in English and in Chinese. Prints each difference (at most --limit of a capture) and a sum; exit code 1 where
there is one. --quick reads in one pass and in English only; --damaged does so with the captures cut short at each
length and with octets flipped. Whatever the script writes to stderr, and each Lua error in the tree, is a failure.

What the Lua side cannot give: with tshark -2 there is no tree in the first pass for it to read, so that it analyses in
the second one and what only later frames tell (LATER) is not known yet. Where HTTP gives the reason of a close the
plugin's second protocol does that, which is switched off here."""

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
from fields import EXPERT, EXPERT_PREFIX, FIELDS, HTTP, LATER, LATER_ITEMS, plain  # noqa: E402

SCRIPT = ws.ROOT / "lua-compat" / "labflow.lua"
NAMES = tuple(field.name for field in FIELDS if not field.name.startswith(HTTP))
WITHOUT_HTTP = ("--disable-protocol", "labflow.http")
LATER_NAMES = {*LATER, *(EXPERT_PREFIX + item for item in LATER_ITEMS)}
LUA_ERROR = "_ws.lua.error"
CHINESE = ("-o", "labflow.language:zh")


@dataclass(frozen=True)
class Mode:
    name: str
    options: tuple
    left_out: frozenset = frozenset()


MODES = (
    Mode("one pass", ()),
    Mode("one pass, zh", CHINESE),
    Mode("two passes", ("-2",), frozenset(LATER_NAMES)),
    Mode("two passes with a filter", ("-2", "-Y", "frame"), frozenset()),
)


@functools.cache
def wanted():
    return ["frame.number", LUA_ERROR, *NAMES, *annotate.experts()[EXPERT]]


def read(path, plugin, options):
    """Rows as dicts, by frame number, and what was written to stderr."""
    names = wanted()
    shape = ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={annotate.JOIN}", "-E", "occurrence=a"]
    side = WITHOUT_HTTP if plugin else ("-X", f"lua_script:{SCRIPT}")
    fields = [word for name in names for word in ("-e", name)]
    run = ws.tshark("-n", "-r", path, *side, *options, *shape, *fields, plugin=plugin)
    rows = [line.split("\t") for line in run.out.splitlines()]
    return [dict(zip(names, row)) for row in rows], run.err.splitlines(), run.code


def differences(capture, mode):
    """Lines on what differs, and the number of frames and of values that were compared."""
    ours, said, code = read(capture.path, True, mode.options)
    theirs, lua_said, lua_code = read(capture.path, False, mode.options)
    found = [f"Lua: {line}" for line in lua_said if line not in said]
    found += [f"frame {row['frame.number']}: {row[LUA_ERROR]}" for row in theirs if row.get(LUA_ERROR)]
    if code != lua_code:
        found.append(f"exit code {code} in C, {lua_code} in Lua")
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} frames in C, {len(theirs)} in Lua")
    names = [name for name in wanted() if name not in mode.left_out]
    values = 0
    for mine, other in zip(ours, theirs):
        for name in names:
            values += bool(mine.get(name))
            left, right = plain(name, mine.get(name, "")), plain(name, other.get(name, ""))
            if left != right:
                found.append(f"frame {mine['frame.number']} {name}: C {left!r}, Lua {right!r}")
    return found, len(ours), values


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
            found, seen, compared = differences(capture, mode)
            frames, values = frames + seen, values + compared
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
