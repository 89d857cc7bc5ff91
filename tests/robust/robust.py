# SPDX-License-Identifier: GPL-2.0-or-later
"""Damaged captures: the plugin neither crashes nor complains, and tshark's own message, exit code and
packet list are those of a run without the plugin.

A sample goes through tshark; much more goes through sharkd, which opens one file after the other in one
process: --part 1/3 of every third capture, as CI does. --all cuts every capture at many lengths, the small ones at every one:
by hand, it takes long."""

import argparse
import random
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import captures
import damage
import sweep
import ws
from tally import Tally

SAMPLE = 6  # captures of which damaged copies go through tshark
CUTS = 4  # of each of them
FLIPS = 1  # seeds, each at every rate of damage.FLIPPED
FLIPS_OF_ALL = 7
SWEPT_CUTS = 6  # of each capture that goes through sharkd
SWEPT_CUTS_OF_ALL = 200
BATCH = 8  # captures whose copies go through one sharkd
SMALL = 2000  # octets: --all cuts such a capture at every length
# What a plugin that stumbles leaves in the output; payload may hold such words too, so they are counted.
STUMBLED = re.compile(
    r"dissector bug|malformed packet|size limited during capture|assert|\bBUG\b|critical \*\*|exception", re.IGNORECASE
)


def same(damaged):
    """Packet list, message and exit code with the plugin and without; then whole trees."""
    lines = []
    for options in ((), ("-2", "-V")):
        on, off = (ws.tshark("-r", damaged.path, *options, plugin=plugin) for plugin in (True, False))
        if on.code != off.code:
            lines.append(f"{on}, but exit {off.code} without the plugin")
        if on.err != off.err:
            lines.append(f"{on} says {on.err.strip()!r}, without the plugin {off.err.strip()!r}")
        if not options and on.out != off.out:
            lines.append(f"{on}: the packet list differs from the one without the plugin")
        more = len(STUMBLED.findall(on.out)) - len(STUMBLED.findall(off.out))
        if more > 0:
            found = {match for match in STUMBLED.findall(on.out)}
            lines.append(f"{on}: {more} more of {found} than without the plugin")
    return lines


def reported(damaged):
    """The report in every format and the statistics: exit code and message as of tshark's own, and something
    is printed where that prints something."""
    off = ws.tshark("-q", "-z", "io,stat,0", "-r", damaged.path, plugin=False)
    for kind in ("report,text", "report,md", "report,html", "report,json", "stats"):
        on = ws.tshark("-q", "-z", f"labflow,{kind}", "-r", damaged.path)
        if (on.code, on.err) != (off.code, off.err):
            yield f"{on} says {on.err.strip()!r}; reading alone: exit {off.code}, {off.err.strip()!r}"
        if bool(on.out) != bool(off.out):
            yield f"{on}: {len(on.out)} characters were printed, by io,stat {len(off.out)}"


def through_tshark(found, folder, seed):
    yield from damage.strange(folder, found[0])
    for capture in random.Random(seed).sample(found, min(SAMPLE, len(found))):
        yield from damage.cut(capture, damage.some_lengths(capture, CUTS, seed), folder)
        yield from damage.flipped(capture, range(seed, seed + FLIPS), folder)
        yield from damage.snapped(capture, damage.SNAPS, folder)


def through_sharkd(capture, folder, seed, everything):
    if everything:
        small = capture.path.stat().st_size <= SMALL
        lengths = damage.every_length(capture) if small else damage.some_lengths(capture, SWEPT_CUTS_OF_ALL, seed)
        yield from damage.snapped(capture, damage.every_snap(capture, small), folder)
        yield from damage.flipped(capture, range(seed, seed + FLIPS_OF_ALL), folder)
    else:
        lengths = damage.some_lengths(capture, SWEPT_CUTS, seed)
        yield from damage.snapped(capture, damage.SNAPS, folder)
        yield from damage.flipped(capture, [seed], folder)
    yield from damage.cut(capture, lengths, folder)


def swept(batch, seed, everything):
    """Opens every damaged copy of some captures in one sharkd, and says how many there were."""
    with ws.scratch() as folder:
        paths = [copy.path for capture in batch for copy in through_sharkd(capture, folder, seed, everything)]
        return len(paths), sweep.complaints(paths, STUMBLED, seed)


def main():
    parser = argparse.ArgumentParser(description="Damaged captures, with the plugin and without.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="captures whose name holds this")
    parser.add_argument("--part", type=captures.part, default=slice(None), metavar="N/OF", help="of the captures, through sharkd")
    parser.add_argument("--all", action="store_true", help="every length; takes long")
    options = parser.parse_args()
    print(f"robust: --seed {options.seed}")
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "sharkd", "editcap")):
        return tally.close()
    found = captures.chosen(captures.OWN, options.only)
    if not tally.check(f"{len(found)} captures", [] if found else ["there are none"]):
        return tally.close()
    with ws.scratch() as folder, ThreadPoolExecutor(ws.JOBS) as pool:
        files = list(through_tshark(found, folder, options.seed))
        for damaged, lines in zip(files, pool.map(same, files)):
            tally.check(f"{damaged.name}: as without the plugin", lines)
        for damaged, lines in zip(files, pool.map(lambda damaged: list(reported(damaged)), files)):
            tally.check(f"{damaged.name}: report and statistics", lines)
        size = 1 if options.all else BATCH
        swept_ones = found[options.part]
        print(f"{len(swept_ones)} of {len(found)} captures go through sharkd")
        batches = [swept_ones[i : i + size] for i in range(0, len(swept_ones), size)]
        sweeps = pool.map(lambda batch: swept(batch, options.seed, options.all), batches)
        for batch, (count, lines) in zip(batches, sweeps):
            tally.check(f"{batch[0].name} to {batch[-1].name}: {count} damaged copies opened in one sharkd", lines)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
