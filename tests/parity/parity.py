#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""parity.py [--quick] [--part N/OF] [--minutes N] [--set real|scripts|shared]... [PATTERN | FILE]...

Every field of both protocols in every frame, from the C plugin and from lua-compat/labflow.lua: both must be equal,
in one pass and in two, in English and in Chinese. Prints each difference (at most --limit of a capture) and a sum; exit
code 1 where there is one. --quick reads in one pass and in English only, --part 1/3 every third capture, and --minutes
starts none after that time. Whatever the script writes to stderr, and each Lua error in the tree, is a failure.

What the Lua side cannot give: with tshark -2 there is no tree in the first pass for it to read, so that it analyses in
the second one, and says what the plugin says in one pass. It has no field of several connections together (labflow.http.page.*) and reads neither HTTP/2 nor what was
decrypted of TLS: in connections where the plugin shows such messages, Lua may show fewer values of HTTP, but none that
the plugin does not show, and the reason of their close may be the one that TCP alone gives. So it is with what is in the
clear on a port that core gives to another protocol, as 443 to TLS."""

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
from fields import EXPERT, FIELDS, HTTP, HTTP_EXPERT, PAGE, plain  # noqa: E402

SCRIPT = ws.ROOT / "lua-compat" / "labflow.lua"
HTTP2_STREAM = "labflow.http.stream"
NAMES = tuple(field.name for field in FIELDS if not field.name.startswith(PAGE) and field.name != HTTP2_STREAM)
WITHOUT_HTTP = ("--disable-protocol", "labflow.http")
STREAM, LAYERS, REASON = "tcp.stream", "frame.protocols", "labflow.close.reason"
PORTS = ("tcp.srcport", "tcp.dstport")
DECRYPTED = ":tls:http"  # the layers of a message inside TLS
# HTTP/2 begins: with the client's preface, or with the SETTINGS of a server whose client's was cut short.
PREFACE = (
    'tcp.payload contains "PRI * HTTP/2.0" || (tcp.payload[0:2] == 00:00 && tcp.payload[3:6] == 04:00:00:00:00:00)'
)
LUA_ERROR = "_ws.lua.error"
AGGREGATOR = "|"  # what sentences and targets seldom hold
CHINESE = ("-o", "labflow.language:zh")
SKIPPED = 77


@dataclass(frozen=True)
class Mode:
    name: str
    options: tuple
    of_plugin: tuple | None = None  # where they are others


MODES = (
    Mode("one pass", ()),
    Mode("one pass, zh", CHINESE),
    Mode("two passes", ("-2",), of_plugin=()),
    Mode("two passes with a filter", ("-2", "-Y", "frame")),
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


def of_script(lines):
    """Less what protocols of Wireshark's own say when they stumble, which depends on the mode."""
    return [line for line in lines if not re.search(r"Dissector bug, protocol (?!labflow)", line, re.IGNORECASE)]


@functools.cache
def ports_of_others():
    """Those of TCP that core gives to another protocol than HTTP, as text."""
    rows = [line.split("\t") for line in ws.tshark("-G", "decodes", plugin=False).out.splitlines()]
    return {port for table, port, protocol in rows if table == "tcp.port" and protocol != "http"}


def is_on_port_of_other(row):
    """The plugin knows of HTTP in the clear there by what core keeps with the connection, a script by what core shows of a
    frame: that is less."""
    return any(not ports_of_others().isdisjoint(row[name].split(AGGREGATOR)) for name in PORTS)


def is_part(values, whole):
    """Whether all of the values are among the others, in their order."""
    rest = iter(whole.split(AGGREGATOR))
    return all(value in rest for value in values.split(AGGREGATOR) if value)


class Comparison:
    """The rows of the plugin beside those of the script."""

    def __init__(self, capture, mode):
        self.capture, self.mode, self.found, self.values = capture, mode, [], 0
        names = ["frame.number", LUA_ERROR, STREAM, LAYERS, *PORTS, HTTP2_STREAM, *compared()]
        self.plugin_options = mode.options if mode.of_plugin is None else mode.of_plugin
        self.ours, said, code = read(capture.path, True, self.plugin_options, names)
        self.theirs, lua_said, lua_code = read(capture.path, False, mode.options, names)
        self.found += [f"Lua: {line}" for line in of_script(lua_said) if line not in said]
        self.found += [f"frame {row['frame.number']}: {row[LUA_ERROR]}" for row in self.theirs if row.get(LUA_ERROR)]
        if code != lua_code:
            self.found.append(f"exit code {code} in C, {lua_code} in Lua")
        if code != 0 and not self.ours:
            self.found.append(f"nothing was read: {said}")
        if len(self.ours) != len(self.theirs):
            self.found.append(f"{len(self.ours)} frames in C, {len(self.theirs)} in Lua")

    @functools.cached_property
    def unread(self):
        """The connections of HTTP/2, and those in which the plugin shows messages inside TLS."""
        rows = [row for row in self.ours if row[HTTP2_STREAM] or DECRYPTED in row[LAYERS]]
        rows += read(self.capture.path, True, (*self.plugin_options, "-Y", PREFACE), ["frame.number", STREAM])[0]
        return {stream for row in rows for stream in row[STREAM].split(AGGREGATOR)}

    @functools.cached_property
    def of_tcp_alone(self):
        """The reasons of closes where nothing is known of messages."""
        options = (*self.plugin_options, *WITHOUT_HTTP)
        return [row[REASON] for row in read(self.capture.path, True, options, ["frame.number", REASON])[0]]

    def is_equal(self, at, name, left, right):
        row = self.ours[at]
        if left == right:
            return True
        if name not in of_http():
            return False
        if self.unread.isdisjoint(row[STREAM].split(AGGREGATOR)) and not is_on_port_of_other(row):
            return False
        return right == self.of_tcp_alone[at] if name == REASON else is_part(right, left)

    def run(self):
        for at, (mine, other) in enumerate(zip(self.ours, self.theirs)):
            if mine == other:
                self.values += sum(bool(mine.get(name)) for name in compared())
                continue
            for name in compared():
                self.values += bool(mine.get(name))
                left, right = plain(name, mine.get(name, "")), plain(name, other.get(name, ""))
                if not self.is_equal(at, name, left, right):
                    self.found.append(f"frame {mine['frame.number']} {name}: C {left!r}, Lua {right!r}")
        return self.found, len(self.ours), self.values


@dataclass(frozen=True)
class Result:
    name: str
    lines: tuple = ()
    frames: int = 0
    values: int = 0


def compare(capture, modes, limit):
    lines, frames, values = [], 0, 0
    for mode in modes:
        found, seen, count = Comparison(capture, mode).run()
        frames, values = frames + seen, values + count
        lines += [f"{capture.name}, {mode.name}: {line}" for line in found[:limit]]
        if len(found) > limit:
            lines.append(f"{capture.name}, {mode.name}: and {len(found) - limit} more")
    return Result(capture.name, tuple(lines), frames, values)


def _compare_in_time(task):
    capture, modes, limit, end = task
    return compare(capture, modes, limit) if time.monotonic() < end else None


def results(tasks, limit, jobs, minutes=None):
    """One for each capture and its modes, as they come; None for one that was not begun in time."""
    compared()
    end = time.monotonic() + 60 * minutes if minutes else float("inf")
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_compare_in_time, [(*task, limit, end) for task in tasks])


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
    return 0 if values and good == len(done) else 1


def chosen(sets, patterns):
    files = [captures.Capture(Path(word).name, Path(word)) for word in patterns if Path(word).is_file()]
    words = [word for word in patterns if not Path(word).is_file()]
    if not files or words:
        files += [c for c in captures.chosen(sets) if not words or any(word in c.name for word in words)]
    return files


def tools_are_there():
    lacking = ws.missing("tshark")
    print("\n".join(lacking), end="\n" if lacking else "", file=sys.stderr)
    return not lacking


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--part", type=captures.part, default=slice(None), metavar="N/OF")
    options.add_argument("--minutes", type=float)
    options.add_argument("--jobs", type=int, default=ws.JOBS)
    options.add_argument("--set", action="append", choices=captures.SETS, dest="sets")
    options.add_argument("--limit", type=int, default=10, help="differences that are printed of a capture")
    options.add_argument("patterns", nargs="*", metavar="PATTERN")
    given = options.parse_args()
    if not tools_are_there():
        return SKIPPED
    files = chosen(given.sets or list(captures.SETS), given.patterns)[given.part]
    tasks = [(file, MODES[: 1 if given.quick else None]) for file in files]
    return report(results(tasks, given.limit, given.jobs, given.minutes))


if __name__ == "__main__":
    sys.exit(main())
