#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow beside others on the same files, in turns: tshark alone; TRANSUM, which comes with Wireshark; a Lua script
that reads eight fields; and tcptrace, whose long output stands beside labflow's report.

CPU time, user and system; a ratio is the median of the ratios of each turn."""
import argparse
import pathlib
import shutil
import subprocess
import sys

import generate
from bench import BUILD, COUNTED, HERE, TINY, Bench, machine, note, refs
from host import Host
from modes import ONE_PASS, Mode, twice
from table import median, render, spread

SCRIPT = HERE / "eight_fields.lua"
MODES = {"summary": ONE_PASS["summary"], "summary-2": twice(ONE_PASS["summary"])}
REPORT = Mode(("-q", "-z", "labflow,report"), ONE_PASS["statistics"].on)


def transum():
    """Where Wireshark keeps its own plugins; None: TRANSUM is not there."""
    folder = subprocess.run(["pkg-config", "--variable=plugindir", "wireshark"], capture_output=True, text=True, check=False)
    path = pathlib.Path(folder.stdout.strip()) / "epan" / "transum.so"
    return path if path.exists() else None


class Sides:
    """What each side runs; `own` and `other` are hosts that load labflow and TRANSUM."""

    def __init__(self, own, other):
        self.runs = {"tshark": lambda words: own.run(words, False), "labflow": lambda words: own.run(words, True)}
        if other is not None:
            self.runs["TRANSUM"] = lambda words: other.run([*words, "--enable-protocol", "transum"], True)
        self.runs["Lua, eight fields"] = lambda words: own.run([*words, "-X", f"lua_script:{SCRIPT}"], False)

    def turn(self, words):
        return {name: run(words).cpu for name, run in self.runs.items()}


def beside(bench, sides, options):
    rows = []
    for kind in options.kind:
        capture = bench.capture(kind, options.frames)
        for name, mode in MODES.items():
            note(f"{kind}, {name}")
            turns = [sides.turn(mode.command(capture, True)) for _ in range(options.turns)]
            rows.append([kind, name, f"{median([turn['tshark'] for turn in turns]):.2f}",
                         *(spread([turn[side] / turn["tshark"] for turn in turns], ".2f") for side in list(sides.runs)[1:])])
    return render(f"Beside others, {options.frames} frames", ["capture", "mode", "tshark, CPU s", *(
        f"{side} / tshark" for side in list(sides.runs)[1:])], rows)


def three_runs(bench, capture, wrap=()):
    """The report, tshark's own reading of the file, and tcptrace."""
    return [REPORT.run(bench.host, capture, True, wrap), REPORT.run(bench.host, capture, False, wrap),
            bench.host.run(["tcptrace", "-n", "-l", capture], False, wrap=wrap)]


def report_row(kind, frames, values, form):
    report, tshark, tcptrace = values
    said = "met" if report < tshark + tcptrace else "NOT met"
    return [kind, str(frames), *(format(value, form) for value in values), f"{report / (tshark + tcptrace):.2f}",
            f"below 1: {said}"]


def render_reports(title, rows):
    return render(title, ["capture", "frames", "-z labflow,report", "-z io,stat,0", "tcptrace -l", "report / both",
                          "target"], rows)


def report_instructions(bench, options):
    rows = []
    for kind in options.kind:
        note(f"{kind}, report, instructions")
        whole, tiny = ([refs(run.errors) for run in three_runs(bench, bench.capture(kind, frames), COUNTED)]
                       for frames in (options.instructions, TINY))
        values = [(count - start) / (options.instructions - TINY) for count, start in zip(whole, tiny)]
        rows.append(report_row(kind, options.instructions, values, ",.0f"))
    return render_reports("The report, instructions a frame, start-up taken off", rows)


def reports(bench, options):
    rows = []
    for kind in options.kind:
        for frames in (options.frames // 2, options.frames):
            note(f"{kind}, report, {frames} frames")
            capture = bench.capture(kind, frames)
            turns = [[run.cpu for run in three_runs(bench, capture)] for _ in range(options.turns)]
            rows.append(report_row(kind, frames, [median(column) for column in zip(*turns)], ".2f"))
    return render_reports("The report, CPU seconds", rows)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plugin", default=BUILD / "plugin" / "labflow.so", type=pathlib.Path)
    parser.add_argument("--cache", default=BUILD / "bench", type=pathlib.Path)
    parser.add_argument("--kind", nargs="+", choices=generate.KINDS, default=["short-http", "bulk", "http-heavy"])
    parser.add_argument("--frames", type=int, default=500_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--instructions", type=int, metavar="FRAMES",
                        help="the report alone, in instructions that valgrind counts")
    parser.add_argument("--out", type=pathlib.Path, help="also write the tables to this file")
    options = parser.parse_args()
    if not options.plugin.exists():
        sys.exit(f"beside.py: {options.plugin} is not built yet")
    if not shutil.which("tcptrace"):
        sys.exit("beside.py: tcptrace is not installed: ./run packages pinned")
    return options


def measure(own, other, options):
    bench = Bench(own, options)
    tables = [machine(own)]
    parts = [lambda: beside(bench, Sides(own, other), options), lambda: reports(bench, options)]
    for part in [lambda: report_instructions(bench, options)] if options.instructions else parts:
        tables.append(part())
        print("\n" + tables[-1], flush=True)
    if options.out:
        options.out.write_text("\n".join(tables), encoding="utf-8")


def main():
    options = arguments()
    path = transum()
    with Host(options.plugin) as own:
        own.check()
        if path is None:
            print("TRANSUM is not installed here: left out")
            measure(own, None, options)
            return
        with Host(path) as other:
            other.check()
            measure(own, other, options)


if __name__ == "__main__":
    main()
