#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow.conn.state and labflow.conn.history against Zeek's own verdicts.

The verdicts are those of zeek_conn.tsv in a folder of captures from other projects, beside the
checkout. Its rows of quality `gold` are one connection, one tcp.stream and the same packets in Zeek
and Wireshark. zeek_differences.tsv lists where labflow says something else, who is right, and why;
a difference that is not listed fails, and so does a listed one that has gone.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import argparse
import csv
import os
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CAPTURES = ROOT.parent / "shared" / "captures"
DIFFERENCES = Path(__file__).resolve().with_name("zeek_differences.tsv")
TSHARK = shlex.split(os.environ.get("LABFLOW_TSHARK", "")) or [str(ROOT / "tests" / "tools" / "ws"), "tshark"]
SKIPPED = 77  # CMake's SKIP_RETURN_CODE
FIELDS = {"conn_state": "labflow.conn.state", "history": "labflow.conn.history"}


def read_table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def annotate(capture):
    """What labflow says last of each stream: {stream: {column of Zeek's: value}}."""
    names = ["labflow.stream", *FIELDS.values()]
    options = [word for name in names for word in ("-e", name)]
    command = [*TSHARK, "-r", str(capture), "-Y", "labflow.stream", "-T", "fields", "-E", "aggregator=,", *options]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    last = {}
    for line in lines:
        columns = [column.split(",") for column in line.split("\t")]
        for stream, *values in zip(*columns, strict=True):  # a tunnel's frame holds several segments
            last[stream] = dict(zip(FIELDS, values, strict=True))
    return last


class Oracle:
    def __init__(self, captures, differences):
        self.captures = captures
        self.listed = {(row["file"], row["stream"], row["field"], row["zeek"]): row for row in differences}
        self.met = set()
        self.counts = Counter()

    def end(self, how, what):
        self.counts[how] += 1
        if how != "passed":
            print(f"{how:7} {what}")

    def compare(self, row, said):
        for field in FIELDS:
            key = (row["file"], row["tshark_streams"], field, row[field])
            labflow = said.get(field, "")
            known = self.listed.get(key)
            if known:
                self.met.add(key)
            expected = known["labflow"] if known else row[field]
            what = f"{row['file']} stream {key[1]} {field}: Zeek {row[field]}, labflow {labflow or 'nothing'}"
            if labflow == expected:
                self.end("passed", what)
                self.counts["listed"] += known is not None
            else:
                self.end("failed", f"{what}, listed {expected}" if known else what)

    def compare_file(self, name, rows):
        capture = self.captures / name
        if not capture.is_file():
            for _ in range(len(rows) * len(FIELDS)):
                self.end("skipped", f"{name} is not there")
            self.met.update(key for key in self.listed if key[0] == name)
            return
        try:
            said = annotate(capture)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            self.end("failed", f"{name}: {error}\n{getattr(error, 'stderr', '') or ''}".rstrip())
            self.met.update(key for key in self.listed if key[0] == name)
            return
        for row in rows:
            self.compare(row, said.get(row["tshark_streams"], {}))

    def run(self):
        gold = [row for row in read_table(self.captures / "zeek_conn.tsv") if row["quality"] == "gold"]
        for name in dict.fromkeys(row["file"] for row in gold):
            self.compare_file(name, [row for row in gold if row["file"] == name])
        for key in self.listed.keys() - self.met:
            self.end("failed", f"listed, but there is no such row of Zeek's: {' '.join(key)}")

    def close(self):
        print(f"{self.counts['listed']} of the differences listed in {DIFFERENCES.name} were met")
        passed, failed, skipped = (self.counts[how] for how in ("passed", "failed", "skipped"))
        print(f"{passed} passed, {failed} failed, {skipped} skipped")
        if failed:
            return 1
        return 0 if passed else SKIPPED if skipped else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=Path, default=CAPTURES, help="default: ../shared/captures")
    parser.add_argument("--differences", type=Path, default=DIFFERENCES)
    options = parser.parse_args()
    if not (options.captures / "zeek_conn.tsv").is_file():
        print(f"skipped: {os.path.relpath(options.captures)} holds no zeek_conn.tsv to compare with")
        print("0 passed, 0 failed, 1 skipped")
        return SKIPPED
    oracle = Oracle(options.captures, read_table(options.differences))
    oracle.run()
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())
