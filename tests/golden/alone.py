# SPDX-License-Identifier: GPL-2.0-or-later
"""alone.py [--only FIELD]: each field by itself has the values that it has among all of them, and each alone as a filter
finds the frames that have it.

In one pass tshark lets labflow work out what is asked for and nothing else, so each field must name all that it needs. Every
field of labflow is asked for alone on one capture of the labs and on the smallest real one that has it; that what all of them say
together is right, golden.py shows."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

import annotate
import captures
import ws
from fields import FIELDS, LATER
from tally import Tally

REAL = 1  # captures for each field, besides one of the labs
LABS = 1
LARGEST = 60_000  # octets; among those that are read to find which fields they have


def columns(capture):
    """What each field says among all, in one pass."""
    rows = annotate.read(capture.path)
    return {field.name: [row[field.name] for row in rows] for field in FIELDS}


def alone(capture, name):
    rows = annotate.fields(capture.path, [name])
    return [annotate.plain(name, row[0]) for row in rows]


def frames_with(capture, name):
    run = ws.tshark("-r", capture.path, "-Y", name, "-T", "fields", "-e", "frame.number")
    return [int(number) for number in run.out.split()]


def differences(capture, name, among):
    """Complaints about one field of one capture."""
    numbered = list(enumerate(among, 1))
    for (number, expected), got in zip(numbered, alone(capture, name), strict=True):
        if got != expected:
            yield f"{capture.name}, frame {number}: alone {got!r}, among all {expected!r}"
    expected = [number for number, value in numbered if value]
    found = frames_with(capture, name)
    if found != expected:
        yield f"{capture.name}: the filter finds {len(found)} frames, {len(expected)} have it"


def small_real():
    sized = sorted(captures.real(), key=lambda capture: capture.path.stat().st_size)
    return [capture for capture in sized if capture.path.stat().st_size <= LARGEST]


def chosen(name, labs, real):
    """Captures that have the field."""
    for known, count in ((labs, LABS), (real, REAL)):
        having = [(capture, found[name]) for capture, found in known if any(found[name])]
        yield from having[:count]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="fields whose name holds this")
    options = parser.parse_args()
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    with ThreadPoolExecutor(ws.JOBS) as pool:
        labs, real = (list(zip(some, pool.map(columns, some))) for some in (captures.labs(), small_real()))
        for field in FIELDS:
            if options.only not in field.name:
                continue
            found = list(chosen(field.name, labs, real))
            if field.name in LATER:
                tally.check(f"{field.name}: in two passes only", [f"{one[0].name} has it" for one in found])
                continue
            if not found:
                tally.check(field.name, ["no capture has it"])
                continue
            lines = pool.map(lambda one, name=field.name: list(differences(one[0], name, one[1])), found)
            tally.check(f"{field.name}: {len(found)} captures", [line for some in lines for line in some])
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
