#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What labflow costs: the same tshark command with the plugin and without it, in turns.

Time targets are judged by CPU time (user and system), which other work on the machine disturbs
least; wall time stands beside it. A ratio is the median of the ratios of each pair.
"""
import argparse
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import zlib

import generate
from host import Host, RunFailed
from memory import Growth, split
from modes import MODES, OCTETS_PER_CONNECTION, OCTETS_PER_FRAME, SUMMARY_INSTRUCTIONS
from table import median, render, spread, verdict

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
TINY = 100
COUNTED = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--vgdb=no", "--cachegrind-out-file=/dev/null")
MEMORY_PAIRS = 3  # peaks vary far less than times
# Kind, part of the frames, part of the connections that are usual for so many frames.
FITTED = (("bulk", 1, 1), ("bulk", 1 / 2, 1), ("short-http", 1, 1), ("short-http", 1, 1 / 2),
          ("short-http", 1 / 2, 1))
# Connections of these kinds differ too much from one another for one pair of figures.
WEIGHED = (("http-heavy", 1, 1), ("lossy", 1, 1), ("one-sided", 1, 1), ("idle", 1, 1),
           ("synflood", 1 / 5, 1))


class Bench:
    def __init__(self, host, options):
        self.host = host
        self.options = options
        self.tables = []
        self.missed = []

    def capture(self, kind, frames, connections=None):
        """The path of a generated capture, which is made if it is missing or of another script."""
        recipe = HERE / "generate.py"
        mark = f"{zlib.crc32(recipe.read_bytes()):08x}"
        connections = connections or generate.default_connections(kind, frames)
        path = self.options.cache / f"{kind}-{frames}-{connections}-{mark}.pcap"
        if not path.exists():
            self.options.cache.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            # A process of its own: a child's peak memory never reads lower than its parent's.
            subprocess.run([sys.executable, recipe, kind, "--frames", str(frames),
                            "--connections", str(connections), "--out", part],
                           check=True, stdout=subprocess.DEVNULL)
            part.rename(path)
        return str(path)

    def pairs(self, mode, capture, count, wrap=()):
        """The runs without and with the plugin, in turns: off, on, off, on, ..."""
        pairs = []
        for number in range(count):
            note(f"  pair {number + 1} of {count}")
            pairs.append([mode.run(self.host, capture, on, wrap) for on in (False, True)])
        return pairs

    def show(self, title, header, rows):
        self.tables.append(render(title, header, rows))
        print("\n" + self.tables[-1], flush=True)

    def judge(self, name, value, limit):
        said = verdict(value, limit)
        if said.endswith("NOT met"):
            self.missed.append(f"{name}: {value:.3f}, {said}")
        return said

    def times(self):
        for kind in self.options.kind:
            capture = self.capture(kind, self.options.frames)
            MODES["summary"].run(self.host, capture, True, ())  # fills the caches, for both sides
            self.show(f"Time, {kind}, {self.options.frames} frames",
                      ["mode", "off, CPU s", "on, CPU s", "off, wall s", "on, wall s",
                       "on / off, wall", "on / off, CPU", "target"],
                      [self.time_row(name, capture) for name in self.options.modes])

    def time_row(self, name, capture):
        note(f"{name}: {os.path.basename(capture)}")
        mode = MODES[name]
        pairs = self.pairs(mode, capture, self.options.pairs)
        cpu = [on.cpu / off.cpu for off, on in pairs]
        return [name,
                spread([off.cpu for off, _ in pairs], ".2f"),
                spread([on.cpu for _, on in pairs], ".2f"),
                spread([off.wall for off, _ in pairs], ".2f"),
                spread([on.wall for _, on in pairs], ".2f"),
                spread([on.wall / off.wall for off, on in pairs], ".3f"),
                spread(cpu, ".3f"),
                self.judge(name, median(cpu), mode.target)]

    def memory(self):
        for name in ("sharkd", "summary-2"):
            rows, growths = [], []
            for kind, part, share in (*FITTED, *WEIGHED):
                frames = int(self.options.frames * part)
                connections = max(1, int(generate.default_connections(kind, frames) * share))
                off, growth = self.growth(name, kind, frames, connections)
                growths.append(growth)
                rows.append(self.memory_row(name, kind, off, growth))
            self.show(f"Peak memory, {name}",
                      ["kind", "frames", "connections", "off, MiB", "added, MiB",
                       "added, octets a frame", "added / allowed", "target"], rows)
            once, frame, connection = split(growths[:len(FITTED)])
            self.show(f"Memory, {name}, fitted to bulk and short-http above",
                      ["of", "octets"],
                      [["the run", f"{once:.0f}"], ["a frame", f"{frame:.1f}"],
                       ["a connection", f"{connection:.0f}"]])

    def memory_row(self, name, kind, off, growth):
        allowed = OCTETS_PER_FRAME * growth.frames + OCTETS_PER_CONNECTION * growth.connections
        return [kind, str(growth.frames), str(growth.connections), f"{off / 2**20:.1f}",
                f"{growth.octets / 2**20:.2f}", f"{growth.octets / growth.frames:.1f}",
                f"{growth.octets / allowed:.2f}",
                self.judge(f"{name}, memory, {kind}", growth.octets / allowed, 1)]

    def growth(self, mode, kind, frames, connections):
        """Peak memory without the plugin, and what it adds: medians."""
        note(f"memory, {mode}: {kind}, {frames} frames, {connections} connections")
        pairs = self.pairs(MODES[mode], self.capture(kind, frames, connections),
                           min(self.options.pairs, MEMORY_PAIRS))
        added = median([on.peak - off.peak for off, on in pairs])
        return median([off.peak for off, _ in pairs]), Growth(frames, connections, int(added))

    def instructions(self):
        frames = self.options.instruction_frames
        kind = self.options.kind[0]
        large, tiny = self.capture(kind, frames), self.capture(kind, TINY)
        rows = []
        for name in self.options.modes:
            note(f"instructions, {name}")
            off, on = ((count - start) / (frames - TINY) for count, start in
                       zip(self.counted(name, large), self.counted(name, tiny)))
            limit = SUMMARY_INSTRUCTIONS if name == "summary" else None
            rows.append([name, f"{off:,.0f}", f"{on:,.0f}", f"{on - off:+,.0f}", f"{on / off:.3f}",
                         self.judge(f"instructions, {name}", on / off, limit)])
        self.show(f"Instructions a frame, start-up taken off, {kind}, {frames} frames",
                  ["mode", "off", "on", "added", "on / off", "target"], rows)

    def counted(self, name, capture):
        """Instructions without and with the plugin, medians: hash seeds vary from run to run."""
        sides = zip(*self.pairs(MODES[name], capture, self.options.pairs, COUNTED))
        return [median([refs(run.errors) for run in side]) for side in sides]


def refs(said):
    return int(re.search(r"I\s+refs:\s+([\d,]+)", said).group(1).replace(",", ""))


def note(text):
    print(text, file=sys.stderr, flush=True)


def machine(host):
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return (f"Wireshark {host.version}, {platform.machine()}, {os.cpu_count()} cores, "
            f"load at the start {load}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plugin", default=BUILD / "plugin" / "labflow.so", type=pathlib.Path)
    parser.add_argument("--cache", default=BUILD / "bench", type=pathlib.Path,
                        help="where generated captures are kept")
    parser.add_argument("--kind", nargs="+", choices=generate.KINDS, default=["short-http"])
    parser.add_argument("--frames", type=int, default=500_000)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--modes", nargs="*", choices=MODES, default=list(MODES),
                        help="none: only what else is asked for")
    parser.add_argument("--memory", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--instructions", "--callgrind", action="store_true",
                        help="count instructions with valgrind, in place of time and memory")
    parser.add_argument("--instruction-frames", type=int, default=20_000)
    parser.add_argument("--quick", action="store_true", help="50,000 frames in 3 pairs")
    parser.add_argument("--out", type=pathlib.Path, help="also write the tables to this file")
    parser.add_argument("--assert", dest="strict", action="store_true",
                        help="exit status 1 when a target is not met")
    options = parser.parse_args()
    if options.quick:
        options.frames, options.pairs = 50_000, 3
    if not options.plugin.exists():
        sys.exit(f"bench.py: {options.plugin} is not built yet")
    for tool in ("tshark", "sharkd", *(["valgrind"] if options.instructions else [])):
        if not shutil.which(tool):
            sys.exit(f"bench.py: {tool} is not installed")
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the staging folder goes too
    try:
        with Host(options.plugin) as host:
            host.check()
            bench = Bench(host, options)
            heading = machine(host)
            print(heading)
            if options.instructions:
                bench.instructions()
            else:
                if options.modes:
                    bench.times()
                if options.memory:
                    bench.memory()
    except RunFailed as error:
        sys.exit(f"bench.py: {error}")
    for line in bench.missed:
        print(f"target missed: {line}")
    if options.out:
        options.out.write_text("\n".join([heading, "", *bench.tables]), encoding="utf-8")
    sys.exit(1 if options.strict and bench.missed else 0)


if __name__ == "__main__":
    main()
