# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables that `tshark -z labflow,stats` prints, read again."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws

TABLES = {
    "outcomes": "Outcomes of connections",
    "handshakes": "Handshakes (round-trip time in ms)",
    "teardowns": "Teardowns",
    "status": "HTTP by status (latency in ms)",
    "answers": "HTTP by outcome (latency in ms)",
    "reasons": "Why connections closed",
}
NOTHING = "Nothing to count."
_GAP = re.compile(r" {2,}")


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    meaning: str
    count: int
    times: tuple  # as printed: smallest, mean, largest; empty in a table without
    filter: str


def _row(line):
    number, name, meaning, count, *times, expression = _GAP.split(line.strip())
    return Row(int(number), name, meaning, int(count), tuple(times), expression)


def parse(text):
    """The tables by their titles, each a list of rows."""
    found = {}
    for part in text.split("\n\n"):
        title, *lines = part.strip().splitlines()
        found[title] = [] if lines == [NOTHING] else [_row(line) for line in lines[1:]]
    return found


def read(path, *words):
    """What -z labflow,stats,WORD... says of a capture."""
    done = ws.tshark("-q", "-r", path, "-z", ",".join(("labflow,stats", *words)))
    if done.code != 0 or done.err:
        raise RuntimeError(f"{done}: {done.err.strip()}")
    return parse(done.out)
