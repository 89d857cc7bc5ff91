# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways of reading a capture that must give one and the same annotation."""

import re
from dataclasses import dataclass

import annotate
from annotate import JOIN
from fields import EXPERT, FIELDS, HTTP_EXPERT, FRAME, LATER, LATER_ITEMS, LATER_VALUES, PROSE

ONE_PASS = ()
TWO_PASS = ("-2",)
CHINESE = ("-o", "labflow.language:zh")
STREAM = "labflow.stream"
DNS = ("labflow.http.page.dns_in", "labflow.http.page.dns_name")
SENTENCES = tuple(annotate.CHINESE)


@dataclass(frozen=True)
class Mode:
    name: str
    options: tuple
    later: bool = False  # the fields marked later are there
    filtered: bool = False  # frames without TCP are left out, and the rest renumbered
    apart: tuple = ()  # columns that may differ
    sealed_apart: bool = False  # what is known of HTTP inside TLS may


MODES = (
    Mode("absolute sequence numbers", ("-o", "tcp.relative_sequence_numbers:FALSE")),
    Mode("no sequence analysis", ("-o", "tcp.analyze_sequence_numbers:FALSE")),
    Mode("no reassembly", ("-o", "tcp.desegment_tcp_streams:FALSE"), sealed_apart=True),
    Mode("in Chinese", CHINESE, apart=SENTENCES),
    Mode("read filter", ("-2", "-R", "tcp"), later=True, filtered=True),
)

EXPERTS = (EXPERT, HTTP_EXPERT)
COMPARED = (annotate.SEGMENT, *(field.name for field in FIELDS), *EXPERTS)


def differences(expected, got, columns=COMPARED):
    """What differs between two lists of rows: frame, field, expected, got."""
    lines = []
    if len(expected) != len(got):
        lines.append(f"{len(expected)} frames expected, got {len(got)}")
    for want, have in zip(expected, got):
        for column in columns:
            if want[column] != have[column]:
                lines.append(
                    f"frame {want[annotate.FRAME]}, {column}: expected {want[column]!r}, got {have[column]!r}"
                )
    return lines


def without_later(two_passes, one_pass):
    """The rows of two passes less what one pass cannot know."""
    blank = dict.fromkeys(LATER, "")
    return [
        {**two, **blank, **_earlier_values(two), **_earlier_items(one, two)}
        for one, two in zip(one_pass, two_passes)
    ]


def _earlier_values(row):
    return {
        name: JOIN.join(value for value in row[name].split(JOIN) if value not in later)
        for name, later in LATER_VALUES.items()
    }


def _earlier_items(one, two):
    return {
        column: JOIN.join(item for item in items(two, column) if item not in later_items(one, two, column))
        for column in EXPERTS
    }


def later_items(one, two, column=EXPERT):
    """Expert items that only two passes show, and may."""
    return [item for item in items(two, column) if item in LATER_ITEMS and item not in items(one, column)]


def items(row, column):
    return row[column].split(JOIN) if row[column] else []


def sealed_streams(rows):
    return {row[STREAM] for row in rows if row[annotate.SEALED]}


def without_sealed(rows, streams):
    """The rows less what only those know who decrypt, which takes records that are whole."""
    blank = dict.fromkeys((*annotate.HTTP_NAMES, *annotate.PAGE_NAMES, HTTP_EXPERT, "labflow.close.reason"), "")
    return [{**row, **blank} if row[STREAM] in streams else row for row in rows]


def only_tcp(rows):
    """The rows that `-2 -R tcp` leaves, with the frame numbers that it gives them."""
    kept = [row for row in rows if row[annotate.SEGMENT]]
    new = {row[annotate.FRAME]: str(number) for number, row in enumerate(kept, 1)}
    return [_renumbered(row, new) for row in kept]


def _renumbered(row, new):
    row = {**row, annotate.FRAME: new[row[annotate.FRAME]]}
    if not set(row[DNS[0]].split(JOIN)) <= new.keys():
        row |= dict.fromkeys(DNS, "")
    for field in FIELDS:
        if field.kind == FRAME:
            row[field.name] = re.sub(r"\d+", lambda m: new.get(m[0], m[0]), row[field.name])
        elif field.kind == PROSE:
            row[field.name] = re.sub(r"(?i)(?<=frame )\d+", lambda m: new.get(m[0], m[0]), row[field.name])
    return row
