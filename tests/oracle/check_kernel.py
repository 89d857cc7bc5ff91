#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's states against those that the kernel had in its sockets.

NAME.states in testdata/real and testdata/labs holds what `ss` said at moments with nothing in flight. The state that
labflow shows for that end on the connection's last frame before such a moment must be the same.
kernel_differences.tsv lists where it is not, and why that is right for a reader of the capture; a
difference that is not listed fails, and so does a listed one that has gone.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import csv
import sys
from pathlib import Path

import judge

DIFFERENCES = Path(__file__).resolve().with_name("kernel_differences.tsv")
COLUMNS = ("when", "side", "local", "peer", "kernel")
FIELDS = (
    "frame.number", "frame.time_epoch", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport",
    "labflow.role", "labflow.client.state", "labflow.server.state",
)  # fmt: skip
OTHER = {"client": "server", "server": "client"}


def read_samples(path, columns=COLUMNS):
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(zip(columns, row, strict=True)) for row in csv.reader(file, delimiter="\t")]


def endpoint(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def annotate(capture):
    """One dictionary for each frame that labflow annotates; of several headers the innermost."""
    return [frame(row) for row in judge.run_fields(capture, FIELDS, "-E", "occurrence=l")]


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


def before(frames, sample):
    """The connection's frames before such a moment."""
    ends = {sample["local"], sample["peer"]}
    return [f for f in frames if {f["from"], f["to"]} == ends and f["when"] <= float(sample["when"])]


def state_of(last, sample):
    role = last["role"] if last["from"] == sample["local"] else OTHER.get(last["role"])
    return last.get(role, "no role")


def judge_capture(oracle, path, frames, columns=COLUMNS):
    """How many samples were taken before the first frame."""
    early = 0
    for sample in read_samples(path, columns):
        mine = before(frames, sample)
        if not mine:
            early += 1
            continue
        last = mine[-1]
        pair = " ".join(sorted((sample["local"], sample["peer"])))
        where = f"frame {last['number']} {sample['side']}"
        oracle.compare(path.stem, where, "state", sample["kernel"], state_of(last, sample), unit=pair, connection=mine)
    return early


def capture_of(path):
    capture = path.with_suffix(".pcap")
    return capture if capture.exists() else path.with_suffix(".pcapng")


def main():
    paths = sorted(path for folder in (judge.REAL, judge.LABS) for path in folder.glob("*.states"))
    oracle = judge.Judge("the kernel", DIFFERENCES)
    early = 0
    for path, frames in judge.in_parallel(lambda path: annotate(capture_of(path)), paths):
        if isinstance(frames, Exception):
            oracle.broken(path.stem, frames)
        else:
            early += judge_capture(oracle, path, frames)
    print(f"{len(paths)} captures, {early} samples before the first frame")
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())
