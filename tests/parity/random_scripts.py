#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""random_scripts.py [--seed N] [--count N] [--only N]... [--connections N] [--quick] [--keep FOLDER]

Packet scripts made up at random, through the C plugin and through lua-compat/labflow.lua: equal, as parity.py compares.
tests/scripts/random_connections.py makes them up. A seed always gives the same scripts; --only N reads number N alone,
and --keep FOLDER leaves scripts and captures there to be looked at."""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / part) for part in ("golden", "scripts", "parity")]

import captures  # noqa: E402
import make_pcaps  # noqa: E402
import parity  # noqa: E402
import pkt  # noqa: E402
import random_connections  # noqa: E402
import ws  # noqa: E402
from random_connections import TLS_PORT  # noqa: E402

# Whether core shows HTTP in the clear on the port of TLS depends on the pass: a script sees only the second of two.
MODES_OF_TLS_PORT = tuple(mode for mode in parity.MODES if mode.of_plugin is None)


@dataclass(frozen=True)
class Made:
    capture: captures.Capture
    lines: list

    def modes(self, quick):
        if quick:
            return parity.MODES[:1]
        return MODES_OF_TLS_PORT if f"port={TLS_PORT}" in self.lines[0].split() else parity.MODES

    def origin(self, line):
        """Behind a line of parity.py, the line of the script that its frame is from."""
        words = line.partition(": frame ")[2].replace(":", " ").split()
        return f"{line} [{self.lines[int(words[0])]}]" if words and words[0].isdigit() else line


def make(folder, seed, number, connections):
    name = f"random-{seed}-{number}"
    lines = random_connections.script(seed, number, connections)
    source = folder / f"{name}.pkt"
    source.write_text("# SPDX-License-Identifier: GPL-2.0-or-later\n" + "\n".join(lines) + "\n", encoding="utf-8")
    path = folder / f"{name}.pcap"
    path.write_bytes(make_pcaps.capture_of(pkt.read_script(source)))
    return Made(captures.Capture(name, path), lines)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=6)
    options.add_argument("--only", type=int, action="append", metavar="N")
    options.add_argument("--connections", type=int, default=80)
    options.add_argument("--quick", action="store_true", help="in one pass and in English only")
    options.add_argument("--jobs", type=int, default=ws.JOBS)
    options.add_argument("--limit", type=int, default=10)
    options.add_argument("--keep", type=Path, metavar="FOLDER")
    given = options.parse_args()
    if not parity.tools_are_there():
        return parity.SKIPPED
    numbers = given.only or range(1, given.count + 1)
    print(f"--seed {given.seed}: {len(numbers)} scripts of {given.connections} connections", flush=True)
    folder = given.keep or ws.lasting_scratch()
    folder.mkdir(parents=True, exist_ok=True)
    made = [make(folder, given.seed, number, given.connections) for number in numbers]
    tasks = [(one.capture, one.modes(given.quick)) for one in made]
    found = list(parity.results(tasks, given.limit, given.jobs))
    code = parity.report(replace(r, lines=tuple(map(one.origin, r.lines))) for one, r in zip(made, found))
    bad = [number for number, result in zip(numbers, found) if result.lines]
    if bad:
        only = " ".join(f"--only {number}" for number in bad)
        print(f"Once more: tests/parity/random_scripts.py --seed {given.seed} --connections {given.connections} {only}")
    return code


if __name__ == "__main__":
    sys.exit(main())
