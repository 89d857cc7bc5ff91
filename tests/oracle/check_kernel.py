#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's states against those that the kernel had in its sockets.

testdata/real/NAME.states holds what `ss` said at moments with nothing in flight. The state that
labflow shows for that end on the connection's last frame before such a moment must be the same.
kernel_differences.tsv lists where it is not, and why that is right for a reader of the capture; a
difference that is not listed fails, and so does a listed one that has gone.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import csv
import os
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "testdata" / "real"
DIFFERENCES = Path(__file__).resolve().with_name("kernel_differences.tsv")
TSHARK = shlex.split(os.environ.get("LABFLOW_TSHARK", "")) or [str(ROOT / "tests" / "tools" / "ws"), "tshark"]
COLUMNS = ("when", "side", "local", "peer", "kernel")
FIELDS = (
    "frame.number", "frame.time_epoch", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport",
    "labflow.role", "labflow.client.state", "labflow.server.state",
)  # fmt: skip
OTHER = {"client": "server", "server": "client"}


def read_samples(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(zip(COLUMNS, row, strict=True)) for row in csv.reader(file, delimiter="\t")]


def endpoint(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def annotate(capture):
    """One dictionary for each frame that labflow annotates; of several headers the innermost."""
    options = [word for name in FIELDS for word in ("-e", name)]
    command = [*TSHARK, "-r", str(capture), "-Y", "labflow", "-T", "fields", "-E", "occurrence=l", *options]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [frame(dict(zip(FIELDS, line.split("\t"), strict=True))) for line in lines]


def frame(row):
    return {
        "number": row["frame.number"],
        "when": float(row["frame.time_epoch"]),
        "from": endpoint(row["ip.src"] or row["ipv6.src"], row["tcp.srcport"]),
        "to": endpoint(row["ip.dst"] or row["ipv6.dst"], row["tcp.dstport"]),
        "role": row["labflow.role"],
        "client": row["labflow.client.state"],
        "server": row["labflow.server.state"],
    }


def last_before(frames, sample):
    ends = {sample["local"], sample["peer"]}
    mine = [f for f in frames if {f["from"], f["to"]} == ends and f["when"] <= float(sample["when"])]
    return mine[-1] if mine else None


def state_of(last, sample):
    role = last["role"] if last["from"] == sample["local"] else OTHER.get(last["role"])
    return last.get(role, "no role")


class Oracle:
    def __init__(self):
        with DIFFERENCES.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        self.listed = {tuple(row[key] for key in ("capture", "frame", "side", "kernel", "labflow")) for row in rows}
        self.met = set()
        self.counts = Counter()

    def compare(self, name, sample, last):
        said = state_of(last, sample)
        if said == sample["kernel"]:
            self.counts["passed"] += 1
            return
        key = (name, last["number"], sample["side"], sample["kernel"], said)
        if key in self.listed:
            self.met.add(key)
            self.counts["passed"] += 1
            return
        self.counts["failed"] += 1
        print(f"failed  {name} after frame {key[1]}: the {key[2]} is {key[3]} in the kernel, {key[4]} in labflow")

    def run(self, path):
        capture = path.with_suffix(".pcap")
        frames = annotate(capture if capture.exists() else capture.with_suffix(".pcapng"))
        for sample in read_samples(path):
            last = last_before(frames, sample)
            if last is None:
                self.counts["before the first frame"] += 1
            else:
                self.compare(path.stem, sample, last)

    def close(self, captures):
        for key in sorted(self.listed - self.met):
            self.counts["failed"] += 1
            print(f"failed  listed, but not met: {' '.join(key)}")
        early = self.counts["before the first frame"]
        print(f"{captures} captures, {len(self.met)} listed differences, {early} samples before the first frame")
        print(f"{self.counts['passed']} passed, {self.counts['failed']} failed")
        return 1 if self.counts["failed"] or not self.counts["passed"] else 0


def main():
    paths = sorted(REAL.glob("*.states"))
    oracle = Oracle()
    for path in paths:
        oracle.run(path)
    return oracle.close(len(paths))


if __name__ == "__main__":
    sys.exit(main())
