# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture's annotation as rows, one for each frame: what `tshark -T fields` says of every labflow field."""

import functools

import ws
from fields import EXPERT, EXPERT_PREFIX, FIELDS, OTHERS, plain

FRAME, SEGMENT = "frame", "segment"
LATER_EXPERT, CHINESE = "labflow.expert later", "labflow.explain in zh"
COLUMNS = (FRAME, SEGMENT, *(field.name for field in FIELDS), EXPERT, LATER_EXPERT, CHINESE)
JOIN = ";"
_HEADER = ("frame.number", "tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.len")
_LETTERS = ((0x02, "S"), (0x10, "A"), (0x01, "F"), (0x04, "R"), (0x08, "P"), (0x20, "U"), (0x40, "E"), (0x80, "C"))


class Unreadable(Exception):
    """tshark did not give the annotation of a capture."""


@functools.cache
def registered():
    """Every labflow field that the plugin registers."""
    listing = ws.tshark("-G", "fields")
    if listing.code != 0:
        raise SystemExit(f"{listing}: {listing.err.strip()}")
    names = [line.split("\t")[2] for line in listing.out.splitlines() if line.startswith("F\t")]
    return frozenset(name for name in names if name.startswith("labflow."))


@functools.cache
def experts():
    return tuple(sorted(name for name in registered() if name.startswith(EXPERT_PREFIX)))


def unlisted():
    """Registered TCP fields that fields.py does not name, and the other way round."""
    listed = {field.name for field in FIELDS}
    ours = {name for name in registered() if not name.startswith((EXPERT_PREFIX, *OTHERS))}
    return [f"{name} is registered, but not in fields.py" for name in sorted(ours - listed)] + [
        f"{name} is in fields.py, but not registered" for name in sorted(listed - ours)
    ]


def read(path, *options):
    """Rows as dicts over COLUMNS but the last two; a field that is absent from a frame is empty."""
    present = [field.name for field in FIELDS if field.name in registered()]
    wanted = [*_HEADER, *present, *experts()]
    out = fields(path, wanted, *options)
    return [_row(dict(zip(wanted, values))) for values in out]


def fields(path, wanted, *options):
    """`tshark -T fields`, split; several values of a field are joined by JOIN."""
    shape = ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={JOIN}", "-E", "occurrence=a"]
    run = ws.tshark("-r", path, *options, *shape, *(word for name in wanted for word in ("-e", name)))
    if run.code != 0:
        raise Unreadable(f"tshark -r {path} {' '.join(options)}: exit {run.code}: {run.err.strip()}")
    rows = [line.split("\t") for line in run.out.splitlines()]
    odd = [row for row in rows if len(row) != len(wanted)]
    if odd:
        raise Unreadable(f"{path}: a row of {len(odd[0])} columns for {len(wanted)} fields: {odd[0]}")
    return rows


def _row(values):
    row = {FRAME: values["frame.number"], SEGMENT: _segments(values)}
    for field in FIELDS:
        row[field.name] = plain(field.name, values.get(field.name, ""))
    row[EXPERT] = JOIN.join(name.removeprefix(EXPERT_PREFIX) for name in experts() if values[name])
    return row


def _segments(values):
    """For the reader of a golden file: which segment the line is about, `50000>80 SA len=0`."""
    parts = (values[name].split(JOIN) for name in _HEADER[1:])
    return JOIN.join(f"{src}>{dst} {_flags(flags)} len={size}" for src, dst, flags, size in zip(*parts) if src)


def _flags(text):
    bits = int(text, 16) if text else 0
    return "".join(letter for bit, letter in _LETTERS if bits & bit) or "-"
