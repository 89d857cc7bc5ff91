# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts, per connection, whether labflow says what somebody else says.

A difference is listed where a row of NAME_differences.tsv has it (file, where, field, theirs, labflow, right, why) or
where a Rule explains it, one cause at a time; any other is new and fails. So does a row or a rule that nothing meets
any more. Each oracle ends with `N of M connections agree, D listed differences, 0 new`."""

import argparse
import csv
import os
import shlex
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Callable, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "captures"
REAL, LABS = ROOT / "testdata" / "real", ROOT / "testdata" / "labs"
TSHARK = shlex.split(os.environ.get("LABFLOW_TSHARK", "")) or [str(ROOT / "tests" / "tools" / "ws"), "tshark"]
JOBS = int(os.environ.get("LABFLOW_JOBS", os.cpu_count() or 1))
SKIPPED = 77  # CMake's SKIP_RETURN_CODE
KEYS = ("file", "where", "field", "theirs")
PLACE = ("frame.number", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport")


class Rule(NamedTuple):
    """One cause of many differences. `covers` gets the difference and whatever the oracle knows of the connection."""

    name: str
    why: str
    covers: Callable


@dataclass(frozen=True)
class Difference:
    file: str
    where: str
    field: str
    theirs: str
    labflow: str
    connection: object = None


def read_table(path, quoting=csv.QUOTE_NONE):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=quoting))


def by_file(rows):
    files = {}
    for row in rows:
        files.setdefault(row["file"], []).append(row)
    return files


def endpoint(address, port):
    return ip_address(address), int(port)


def shown(end):
    return f"{end[0]} {end[1]}"


def run_fields(capture, names, *options):
    """tshark's rows for the segments that labflow annotates, as dictionaries of strings."""
    words = [word for name in names for word in ("-e", name)]
    command = [*TSHARK, "-n", "-r", str(capture), "-Y", "labflow.stream", "-T", "fields", "-E", "aggregator=,"]
    done = subprocess.run([*command, *options, *words], capture_output=True, text=True, check=True)
    return [dict(zip(names, line.split("\t"), strict=True)) for line in done.stdout.splitlines()]


def segments(capture, fields):
    """Each segment with its endpoints `from` and `to`, its `stream` and the fields; of several headers the innermost.
    A field that a frame has twice is a list joined by commas."""
    for row in run_fields(capture, (*PLACE, "labflow.stream", *fields)):
        inner = [name for name in row["frame.protocols"].split(":") if name in ("ip", "ipv6")][-1]
        last = {name: row[name].split(",")[-1] for name in (*PLACE, "labflow.stream")}
        yield {
            **{name: row[name] for name in fields},
            "frame": row["frame.number"],
            "stream": last["labflow.stream"],
            "from": endpoint(last[f"{inner}.src"], last["tcp.srcport"]),
            "to": endpoint(last[f"{inner}.dst"], last["tcp.dstport"]),
        }


def in_parallel(work, files):
    """(file, what `work` made of it or the exception) for each file, in order."""

    def safely(file):
        try:
            return work(file)
        except (OSError, ValueError, LookupError, SyntaxError, subprocess.CalledProcessError) as error:
            return error

    with ThreadPoolExecutor(JOBS) as pool:
        yield from zip(files, pool.map(safely, files))


def arguments(description, differences):
    """The parser of what each oracle's command line takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=Path, default=CAPTURES, help="default: ../shared/captures")
    parser.add_argument("--differences", type=Path, default=differences)
    return parser


def absent(folder, *tables):
    """Says so where a table is not there: True where there is nothing to compare with."""
    lacking = [table for table in tables if not (folder / table).is_file()]
    if lacking:
        print(f"skipped: {os.path.relpath(folder)} holds no {', '.join(lacking)} to compare with")
    return bool(lacking)


class Judge:
    def __init__(self, tool, differences, rules=()):
        self.tool = tool
        self.path = differences
        rows = read_table(differences) if differences.is_file() else []
        self.listed = {tuple(row[key] for key in KEYS): row for row in rows}
        self.rules = rules
        self.met = set()
        self.covered = Counter()
        self.connections = {}  # (file, where): whether all of it agrees
        self.values = self.new = self.skips = 0
        self.incomplete = False
        self.unread = []  # captures that the other tool says nothing of

    def compare(self, file, where, field, theirs, labflow, *, unit=None, connection=None):
        """One value of a connection, which is `unit` where `where` is only a part of it."""
        key = (file, unit or where)
        self.values += 1
        self.connections.setdefault(key, True)
        row = self.listed.get((file, where, field, theirs))
        if row:
            self.met.add((file, where, field, theirs))
        if labflow == theirs and not row:
            return
        self.connections[key] = False
        difference = Difference(file, where, field, theirs, labflow, connection)
        if row:
            if row["labflow"] != labflow:
                self._fail(difference, f", listed {row['labflow'] or 'nothing'}")
            return
        rule = next((rule for rule in self.rules if rule.covers(difference)), None)
        if rule:
            self.covered[rule.name] += 1
        else:
            self._fail(difference)

    def fail(self, what):
        self.new += 1
        print(f"failed  {what}")

    def _fail(self, d, more=""):
        self.fail(
            f"{d.file} {d.where} {d.field}: {self.tool} {d.theirs or 'nothing'}, labflow {d.labflow or 'nothing'}{more}"
        )

    def broken(self, file, error):
        """The capture could not be read: a failure of its own."""
        said = getattr(error, "stderr", None) or ""
        said = (said.decode(errors="replace") if isinstance(said, bytes) else said).strip()
        self._unread(file)
        self.fail(f"{file}: {error}" + (f"\n{said}" if said else ""))

    def skip(self, file):
        self._unread(file)
        self.skips += 1
        print(f"skipped {file} is not there")

    def _unread(self, file):
        self.incomplete = True
        self.met.update(key for key in self.listed if key[0] == file)

    def read_each(self, folder, names, work):
        """Each capture of the folder with what `work` made of it; those that are not there or cannot be read are said."""
        there = [name for name in names if (folder / name).is_file()]
        for name in names:
            if name not in there:
                self.skip(name)
        for name, made in in_parallel(lambda name: work(folder / name), there):
            if isinstance(made, Exception):
                self.broken(name, made)
            else:
                yield name, made

    def close(self):
        for key in sorted(self.listed.keys() - self.met):
            self.fail(f"listed in {self.path.name}, but not met: {' '.join(key)}")
        for rule in self.rules:
            print(f"{self.covered[rule.name]:4} differences by the rule {rule.name}: {rule.why}")
            if not self.covered[rule.name] and not self.incomplete:
                self.fail(f"nothing meets the rule {rule.name}")
        agree = sum(self.connections.values())
        differences = len(self.met & self.listed.keys()) + sum(self.covered.values())
        print(f"{self.values} values compared, {self.skips} captures skipped")
        print(
            f"{agree} of {len(self.connections)} connections agree, {differences} listed differences, {self.new} new"
        )
        if self.new:
            return 1
        return 0 if self.values else SKIPPED if self.skips else 1
