#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the Lua twin costs: the same tshark command by itself, with the C plugin and with the script, in turns.

CPU time, user and system; a ratio is the median of the ratios of each turn. Then one half of the frames and all of
them, whether the time is linear and how much memory a frame takes."""
import argparse
import pathlib
import sys

import generate
from bench import BUILD, HERE, Bench, machine, note
from host import Host, RunFailed
from modes import ONE_PASS, Mode, fields
from table import median, render, spread, verdict

SCRIPT = HERE.parents[1] / "lua-compat" / "labflow.lua"
TARGET = 4  # times tshark's own time
PLAIN, PLUGIN, LUA = "tshark", "C plugin", "Lua"


EIGHT_HTTP = ("http.request.method", "http.request.uri", "http.host", "http.response.code", "http.request_in",
              "http.response_in", "http.time", "http.content_length")
EIGHT_MESSAGE = tuple(f"labflow.http.{name}" for name in ("method", "target", "host", "status", "request_in", "exchange",
                                                          "latency", "body.actual"))
MODES = {
    "-T fields, frame.number": ONE_PASS["fields"],
    "-T fields, eight fields of tcp or of labflow": ONE_PASS["eight-fields"],
    "-T fields, eight fields of http or of labflow.http": Mode(fields(EIGHT_MESSAGE), fields(EIGHT_HTTP)),
}


def run(host, mode, capture, side):
    script = ("-X", f"lua_script:{SCRIPT}") if side == LUA else ()
    result = host.run([*mode.command(capture, side != PLAIN), "-n", *script], side == PLUGIN)
    if "Lua" in result.errors:
        raise RunFailed(result.errors)
    return result


def turns(host, mode, capture, count):
    rows = []
    for number in range(count):
        note(f"  turn {number + 1} of {count}")
        rows.append({side: run(host, mode, capture, side) for side in (PLAIN, PLUGIN, LUA)})
    return rows


def ratios(rows, side):
    return [row[side].cpu / row[PLAIN].cpu for row in rows]


def time_row(kind, name, rows):
    limit = median(ratios(rows, LUA))
    return [kind, name, *(spread([row[side].cpu for row in rows], ".2f") for side in (PLAIN, PLUGIN, LUA)),
            spread(ratios(rows, PLUGIN), ".2f"), spread(ratios(rows, LUA), ".2f"), verdict(limit, TARGET)]


def growth_row(kind, frames, half, whole):
    """Of the script alone, less what tshark itself takes."""
    def added(rows, what):
        return median([getattr(row[LUA], what) - getattr(row[PLAIN], what) for row in rows])
    return [kind, f"{frames // 2} and {frames}", f"{added(whole, 'cpu') / added(half, 'cpu'):.2f}",
            f"{(added(whole, 'peak') - added(half, 'peak')) / (frames - frames // 2):.0f}"]


def measure(bench, options):
    times, growths = [], []
    for kind in options.kind:
        small, large = (bench.capture(kind, frames) for frames in (options.frames // 2, options.frames))
        run(bench.host, ONE_PASS["fields"], large, LUA)  # fills the caches, for all sides
        for name, mode in MODES.items():
            note(f"{kind}, {name}")
            rows = turns(bench.host, mode, large, options.turns)
            times.append(time_row(kind, name, rows))
        growths.append(growth_row(kind, options.frames, turns(bench.host, mode, small, options.turns), rows))
    yield render(f"Time, {options.frames} frames, CPU seconds",
                 ["capture", "mode", *(PLAIN, PLUGIN, LUA), "C / tshark", "Lua / tshark", "target"], times)
    yield render("The script's growth", ["capture", "frames", "time, whole / half", "octets a frame"], growths)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plugin", default=BUILD / "plugin" / "labflow.so", type=pathlib.Path)
    parser.add_argument("--cache", default=BUILD / "bench", type=pathlib.Path)
    parser.add_argument("--kind", nargs="+", choices=generate.KINDS, default=["short-http", "bulk", "http-heavy"])
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--out", type=pathlib.Path, help="also write the tables to this file")
    options = parser.parse_args()
    if not options.plugin.exists():
        sys.exit(f"lua.py: {options.plugin} is not built yet")
    return options


def main():
    options = arguments()
    with Host(options.plugin) as host:
        host.check()
        tables = [machine(host), ""]
        print(tables[0])
        for table in measure(Bench(host, options), options):
            tables.append(table)
            print("\n" + table, flush=True)
    if options.out:
        options.out.write_text("\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
