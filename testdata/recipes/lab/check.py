#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does each capture hold the scenario that its name claims? Usage: check.py [-l] [DIRECTORY]

Prints every claim of checks.tsv that fails, and what else is wrong with a capture, one a line.
"""

import collections
import concurrent.futures
import operator
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from pcap import records

RECIPES = pathlib.Path(__file__).resolve().parent.parent
LABS = RECIPES.parent / "labs"
RELATIONS = {"=": operator.eq, ">=": operator.ge, "<=": operator.le}
LARGEST = {RECIPES: 60 * 1024, LABS: 1024 * 1024}
# A home directory or the scratch directory of a recipe has no place in what others read.
PRIVATE = re.compile(rb"/(home|root|tmp)/|/recipe-")
QUIET_BEFORE, QUIET_AFTER = 0.2, 0.02

Claim = collections.namedtuple("Claim", "kind wanted what")


def read_claims(recipes):
    claims = collections.defaultdict(list)
    for line in (recipes / "checks.tsv").read_text().splitlines():
        if not line.startswith("#"):
            name, *claim = line.split("\t")
            claims[name].append(Claim(*claim))
    return claims


def count_frames(capture, filters, settings):
    """How many frames each display filter selects, in one run of tshark."""
    statistics = ",".join(["io,stat,0", *filters])
    result = subprocess.run(["tshark", "-n", "-q", "-r", capture, "-z", statistics],
                            capture_output=True, text=True, env=settings)
    rows = [line for line in result.stdout.splitlines() if "<>" in line]
    if result.returncode != 0 or len(rows) != 1:
        raise RuntimeError(result.stderr.strip())
    # | interval | frames | bytes | frames | bytes | ... and sometimes an empty cell
    return [int(cell) for cell in rows[0].split("|")[2:2 + 2 * len(filters):2]]


def count_states(states, wanted):
    rows = [line.split("\t") for line in states.read_text().splitlines()]
    return [sum(f"{row[1]} {row[4]}" == what for row in rows) for what in wanted]


def broken_claims(capture, claims, settings):
    for kind in ("frames", "states"):
        chosen = [claim for claim in claims if claim.kind == kind]
        if not chosen:
            continue
        what = [claim.what for claim in chosen]
        found = (count_frames(capture, what, settings) if kind == "frames"
                 else count_states(capture.with_suffix(".states"), what))
        for claim, number in zip(chosen, found, strict=True):
            relation, wanted = claim.wanted.split()
            if not RELATIONS[relation](number, int(wanted)):
                yield f"{number} {kind}, wanted {claim.wanted}: {claim.what}"


def disturbed_samples(capture):
    """A sample of states is worth something only where nothing was in flight."""
    states = capture.with_suffix(".states")
    if not states.exists():
        return
    frames = [record.time for record in records(capture.read_bytes())]
    for moment in sorted({float(line.split("\t")[0]) for line in states.read_text().splitlines()}):
        if any(moment - QUIET_BEFORE < frame < moment + QUIET_AFTER for frame in frames):
            yield f"not quiet at {moment:.6f}"


def faults(*what):
    """All that is wrong with one capture, as a list, because it is made in another thread."""
    return list(_faults(*what))


def _faults(capture, recipes, claims, settings):
    if not (recipes / f"{capture.stem}.py").exists():
        yield "has no recipe"
    if not capture.exists():
        yield "was not made"
        return
    if not claims:
        yield "nothing is claimed of it"
    data = capture.read_bytes()
    if len(data) > LARGEST[recipes]:
        yield f"has {len(data)} octets"
    if PRIVATE.search(data):
        yield "names a directory of its maker"
    yield from broken_claims(capture, claims, settings)
    yield from disturbed_samples(capture)


def table_is_old(captures, recipes):
    table = subprocess.run([RECIPES / "lab" / "table.py", captures, recipes], capture_output=True, text=True)
    return table.stdout != (captures / "README.md").read_text()


def main(captures, recipes):
    claims = read_claims(recipes)
    made = {path.stem: path for path in captures.glob("*.pcap*")}
    names = made.keys() | {path.stem for path in recipes.glob("*.py")}
    failed = 0
    with tempfile.TemporaryDirectory() as home, concurrent.futures.ThreadPoolExecutor(2) as pool:
        # The reader's own preferences are not to decide.
        settings = {**os.environ, "HOME": home, "WIRESHARK_CONFIG_DIR": home}
        jobs = {name: pool.submit(faults, made.get(name, captures / f"{name}.pcap"), recipes, claims[name], settings)
                for name in sorted(names | claims.keys())}
        for name, job in jobs.items():
            for fault in job.result():
                print(f"{name}: {fault}")
                failed += 1
    if table_is_old(captures, recipes):
        print("README.md: its table is not up to date")
        failed += 1
    if failed:
        sys.exit(1)
    print(f"{len(names)} captures, all {sum(map(len, claims.values()))} claims hold")


labs = sys.argv[1:2] == ["-l"]
given = [pathlib.Path(word) for word in sys.argv[1 + labs:]]
main(*(given or [LABS if labs else RECIPES.parent / "real"]), LABS if labs else RECIPES)
