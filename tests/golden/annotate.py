# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture's annotation as rows, one for each frame: what `tshark -T fields` says of every labflow field."""

import functools

import ws
from fields import EXPERT, EXPERT_PREFIX, FIELDS, HTTP, HTTP_EXPERT, PAGE, plain

FRAME, SEGMENT, SEALED = "frame", "segment", "sealed"
LATER_EXPERT = "labflow.expert later"
CHINESE = {name: f"{name} in zh" for name in ("labflow.explain", "labflow.http.explain", "labflow.http.page.explain")}
PAGE_NAMES = tuple(field.name for field in FIELDS if field.name.startswith(PAGE))
HTTP_NAMES = tuple(field.name for field in FIELDS if field.name.startswith(HTTP) and field.name not in PAGE_NAMES)
_TCP_NAMES = tuple(field.name for field in FIELDS if not field.name.startswith(HTTP))
# Of the files that a capture has: for each protocol one, and one for what ties connections together.
COLUMNS = (FRAME, SEGMENT, *_TCP_NAMES, EXPERT, LATER_EXPERT, CHINESE["labflow.explain"])
HTTP_COLUMNS = (FRAME, SEGMENT, *HTTP_NAMES, HTTP_EXPERT, CHINESE["labflow.http.explain"])
PAGE_COLUMNS = (FRAME, SEGMENT, *PAGE_NAMES, CHINESE["labflow.http.page.explain"])
JOIN = ";"
_HEADER = ("frame.number", "tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.len")
_TLS = "tls"  # the layer
_LETTERS = ((0x02, "S"), (0x10, "A"), (0x01, "F"), (0x04, "R"), (0x08, "P"), (0x20, "U"), (0x40, "E"), (0x80, "C"))


class Unreadable(Exception):
    """tshark did not give the annotation of a capture."""


@functools.cache
def owners():
    """Every labflow field that the plugin registers, and the protocol that it belongs to."""
    listing = ws.tshark("-G", "fields")
    if listing.code != 0:
        raise SystemExit(f"{listing}: {listing.err.strip()}")
    rows = [line.split("\t") for line in listing.out.splitlines() if line.startswith("F\t")]
    return {row[2]: row[4] for row in rows if row[2].startswith("labflow.")}


def registered():
    return owners().keys()


@functools.cache
def experts():
    """The expert items of each protocol."""
    found = {EXPERT: [], HTTP_EXPERT: []}
    for name in sorted(registered()):
        if name.startswith(EXPERT_PREFIX):
            found[HTTP_EXPERT if owners()[name] == "labflow.http" else EXPERT].append(name)
    return found


def unlisted():
    """Registered fields that fields.py does not name, and the other way round."""
    listed = {field.name for field in FIELDS}
    ours = {name for name in registered() if not name.startswith(EXPERT_PREFIX)}
    return [f"{name} is registered, but not in fields.py" for name in sorted(ours - listed)] + [
        f"{name} is in fields.py, but not registered" for name in sorted(listed - ours)
    ]


def read(path, *options):
    """Rows as dicts over the columns of all files but what golden.py adds; a field that is absent from a frame is empty."""
    present = [field.name for field in FIELDS if field.name in registered()]
    wanted = [*_HEADER, _TLS, *present, *(name for names in experts().values() for name in names)]
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
    row = {FRAME: values["frame.number"], SEGMENT: _segments(values), SEALED: "1" if values[_TLS] else ""}
    for field in FIELDS:
        row[field.name] = plain(field.name, values.get(field.name, ""))
    for column, names in experts().items():
        row[column] = JOIN.join(name.removeprefix(EXPERT_PREFIX) for name in names if values[name])
    return row


def _segments(values):
    """For the reader of a golden file: which segment the line is about, `50000>80 SA len=0`."""
    parts = (values[name].split(JOIN) for name in _HEADER[1:])
    return JOIN.join(f"{src}>{dst} {_flags(flags)} len={size}" for src, dst, flags, size in zip(*parts) if src)


def _flags(text):
    bits = int(text, 16) if text else 0
    return "".join(letter for bit, letter in _LETTERS if bits & bit) or "-"
