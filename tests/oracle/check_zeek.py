#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow.conn.state and labflow.conn.history against Zeek's own verdicts.

The verdicts are those of zeek_conn.tsv in a folder of captures from other projects, beside the
checkout. Its rows of quality `gold` are one connection, one tcp.stream and the same packets in Zeek
and Wireshark. zeek_differences.tsv lists where labflow says something else, who is right, and why;
a difference that is not listed fails, and so does a listed one that has gone.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import sys
from pathlib import Path

import judge

DIFFERENCES = Path(__file__).resolve().with_name("zeek_differences.tsv")
TABLE = "zeek_conn.tsv"
FIELDS = {"conn_state": "labflow.conn.state", "history": "labflow.conn.history"}


def annotate(capture):
    """What labflow says last of each stream: {stream: {column of Zeek's: value}}."""
    last = {}
    for row in judge.run_fields(capture, ("labflow.stream", *FIELDS.values())):
        columns = [value.split(",") for value in row.values()]
        for stream, *values in zip(*columns, strict=True):  # a tunnel's frame holds several segments
            last[stream] = dict(zip(FIELDS, values, strict=True))
    return last


def main():
    options = judge.arguments(__doc__, DIFFERENCES).parse_args()
    if judge.absent(options.captures, TABLE):
        return judge.SKIPPED
    oracle = judge.Judge("Zeek", options.differences)
    gold = judge.by_file(row for row in judge.read_table(options.captures / TABLE) if row["quality"] == "gold")
    for name, said in oracle.read_each(options.captures, gold, annotate):
        for row in gold[name]:
            stream = row["tshark_streams"]
            for field in FIELDS:
                oracle.compare(name, f"stream {stream}", field, row[field], said.get(stream, {}).get(field, ""))
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())
