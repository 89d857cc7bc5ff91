#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""properties.py [--seed N]... [--count N] [--only PROPERTY]... [--connections N] [--list]

What must hold of labflow whatever the connections: claims.py has the properties, and
tests/scripts/random_connections.py makes connections up. Prints each seed; where a property does not hold, the seed, the
property and the smallest script that still contradicts it."""

import argparse
import functools
import multiprocessing
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / part) for part in ("golden", "scripts")]

import annotate  # noqa: E402
import claims  # noqa: E402
import frames  # noqa: E402
import sharkd  # noqa: E402
import shrink  # noqa: E402
import ws  # noqa: E402
from tally import Tally  # noqa: E402
from world import World  # noqa: E402

SEEDS = (1, 2)
SHOWN = 8


def contradictions(claim, world):
    try:
        return [str(line) for line in claims.CLAIMS[claim](world)]
    except (annotate.Unreadable, sharkd.Broken) as why:
        return [str(why)]


def failure(claim, world, lines):
    """What is printed of a property that does not hold."""
    small = shrink.smallest(world.frames, lambda some: contradictions(claim, World(some, world.seed, world.folder)))
    again = contradictions(claim, World(small, world.seed, world.folder)) or lines
    names = " ".join(str(frame.name) for frame in small)
    return [
        f"{len(lines)} contradictions; of {len(small)} frames, here named {names}:",
        *again[:SHOWN],
        *frames.as_script(small),
    ]


@functools.cache
def folder():
    return ws.lasting_scratch()


def examine(job):
    """One seed: (property, complaints) each, and the number of frames."""
    seed, connections, names, small = job
    found = []
    whole = World(frames.made_up(folder(), seed, 1, connections), str(seed), folder())
    for name in names:
        lines = contradictions(name, whole)
        found.append((name, failure(name, whole, lines) if lines and small else lines))
    return seed, len(whole.frames), found


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, action="append", help="1, 2 and the date's unless told")
    parser.add_argument("--count", type=int, default=1, help="so many seeds from each on")
    parser.add_argument("--only", action="append", choices=claims.CLAIMS, metavar="PROPERTY")
    parser.add_argument("--connections", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=ws.JOBS)
    parser.add_argument("--large", action="store_true", help="do not look for the smallest script")
    parser.add_argument("--list", action="store_true", help="the properties, and no more")
    return parser.parse_args()


def main():
    given = arguments()
    if given.list:
        print("\n".join(f"{name:13} {function.__doc__}" for name, function in claims.CLAIMS.items()))
        return 0
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "sharkd")):
        return tally.close()
    annotate.experts()  # once, for all processes
    seeds = given.seed or [*SEEDS, int(time.strftime("%Y%m%d"))]
    seeds = [seed + more for seed in seeds for more in range(given.count)]
    names = given.only or list(claims.CLAIMS)
    print(f"{len(names)} properties of {given.connections} connections, --seed {' --seed '.join(map(str, seeds))}")
    jobs = [(seed, given.connections, names, not given.large) for seed in seeds]
    with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
        for seed, size, found in pool.imap(examine, jobs):
            for name, lines in found:
                tally.check(f"{name}: --seed {seed}, {size} frames", lines)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
