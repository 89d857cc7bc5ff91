#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py [--quick] [--part N/OF] [--minutes N] [--set real|scripts|shared]... [PATTERN | FILE]...

Every TCP field of every frame, from the C plugin and from lua-compat/labflow.lua: both must be equal, in one pass and
in two, in English and in Chinese. Prints each difference (at most --limit of a capture) and a sum; exit code 1 where
there is one. --quick reads in one pass and in English only, --part 1/3 every third capture, and --minutes starts none
after that time. Whatever the script writes to stderr, and each Lua error in the tree, is a failure.

What the Lua side cannot give: with tshark -2 there is no tree in the first pass for it to read, so that it analyses in
the second one and what only later frames tell (LATER, and in a sentence that the connection stays half-closed) is not
known yet. Where HTTP gives the reason of a close the
plugin's second protocol does that, which is switched off here."""

import argparse
import functools
import multiprocessing
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "golden"))

import annotate  # noqa: E402
import captures  # noqa: E402
import ws  # noqa: E402
from fields import EXPERT, EXPERT_PREFIX, FIELDS, HTTP, LATER, LATER_ITEMS, plain  # noqa: E402

SCRIPT = ws.ROOT / "lua-compat" / "labflow.lua"
NAMES = tuple(field.name for field in FIELDS if not field.name.startswith(HTTP))
WITHOUT_HTTP = ("--disable-protocol", "labflow.http")
LATER_NAMES = {*LATER, *(EXPERT_PREFIX + item for item in LATER_ITEMS)}
EXPLAIN, HALF_CLOSED = "labflow.explain", "labflow.expert.half_closed"
LUA_ERROR = "_ws.lua.error"
CHINESE = ("-o", "labflow.language:zh")
SKIPPED = 77


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


def without_time(line):
    """A message of Wireshark's own, less the process and the time that it begins with."""
    return re.sub(r"\(\w+:\d+\) [\d:.]+ ", "", line)


def differences(capture, mode):
    """Lines on what differs, and the number of frames and of values that were compared."""
    ours, said, code = read(capture.path, True, mode.options)
    theirs, lua_said, lua_code = read(capture.path, False, mode.options)
    more = set(map(without_time, lua_said)) - set(map(without_time, said))
    found = [f"Lua: {line}" for line in sorted(more)]
    found += [f"frame {row['frame.number']}: {row[LUA_ERROR]}" for row in theirs if row.get(LUA_ERROR)]
    if code != lua_code:
        found.append(f"exit code {code} in C, {lua_code} in Lua")
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} frames in C, {len(theirs)} in Lua")
    names = [name for name in wanted() if name not in mode.left_out]
    values = 0
    for mine, other in zip(ours, theirs):
        if mine == other:
            values += sum(bool(mine.get(name)) for name in names)
            continue
        for name in names:
            if name == EXPLAIN and mode.left_out and mine[HALF_CLOSED] != other[HALF_CLOSED]:
                continue
            values += bool(mine.get(name))
            left, right = plain(name, mine.get(name, "")), plain(name, other.get(name, ""))
            if left != right:
                found.append(f"frame {mine['frame.number']} {name}: C {left!r}, Lua {right!r}")
    return found, len(ours), values


@dataclass(frozen=True)
class Result:
    name: str
    lines: tuple = ()
    frames: int = 0
    values: int = 0


def compare(capture, modes, limit):
    lines, frames, values = [], 0, 0
    for mode in modes:
        found, seen, compared = differences(capture, mode)
        frames, values = frames + seen, values + compared
        lines += [f"{capture.name}, {mode.name}: {line}" for line in found[:limit]]
        if len(found) > limit:
            lines.append(f"{capture.name}, {mode.name}: and {len(found) - limit} more")
    return Result(capture.name, tuple(lines), frames, values)


def _compare_in_time(task):
    capture, modes, limit, end = task
    return compare(capture, modes, limit) if time.monotonic() < end else None


def results(files, modes=MODES, limit=10, jobs=ws.JOBS, minutes=None):
    """One for each capture, as they come; None for one that was not begun in time."""
    wanted()
    end = time.monotonic() + 60 * minutes if minutes else float("inf")
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_compare_in_time, [(file, modes, limit, end) for file in files])


def report(found):
    """Prints each difference and a sum; the exit code."""
    done, late = [], 0
    for result in found:
        if result is None:
            late += 1
            continue
        done.append(result)
        for line in result.lines:
            print(line, flush=True)
    good = sum(not result.lines for result in done)
    frames, values = sum(result.frames for result in done), sum(result.values for result in done)
    print(f"{good} of {len(done)} captures equal; {frames} frames and {values} values compared.")
    if late:
        print(f"{late} captures were not read, the time was over.")
    return 0 if done and good == len(done) else 1


def chosen(sets, patterns):
    files = [captures.Capture(Path(word).name, Path(word)) for word in patterns if Path(word).is_file()]
    words = [word for word in patterns if not Path(word).is_file()]
    if not files or words:
        files += [c for c in captures.chosen(sets) if not words or any(word in c.name for word in words)]
    return files


def part(text):
    number, _, count = text.partition("/")
    return slice(int(number) - 1, None, int(count))


def tools_are_there():
    lacking = ws.missing("tshark")
    print("\n".join(lacking), end="\n" if lacking else "", file=sys.stderr)
    return not lacking


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--part", type=part, default=slice(None), metavar="N/OF")
    options.add_argument("--minutes", type=float)
    options.add_argument("--jobs", type=int, default=ws.JOBS)
    options.add_argument("--set", action="append", choices=captures.SETS, dest="sets")
    options.add_argument("--limit", type=int, default=10, help="differences that are printed of a capture")
    options.add_argument("patterns", nargs="*", metavar="PATTERN")
    given = options.parse_args()
    if not tools_are_there():
        return SKIPPED
    files = chosen(given.sets or list(captures.SETS), given.patterns)[given.part]
    modes = MODES[: 1 if given.quick else None]
    return report(results(files, modes, given.limit, given.jobs, given.minutes))


if __name__ == "__main__":
    sys.exit(main())
