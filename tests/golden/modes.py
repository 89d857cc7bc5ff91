# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways of reading a capture that must give one and the same annotation."""

import re
from dataclasses import dataclass

import annotate
from annotate import JOIN
from fields import EXPERT, FIELDS, FRAME, LATER, LATER_ITEMS, PROSE

ONE_PASS = ()
TWO_PASS = ("-2",)
CHINESE = ("-o", "labflow.language:zh")
SENTENCE = "labflow.explain"


@dataclass(frozen=True)
class Mode:
    name: str
    options: tuple
    later: bool = False  # the fields marked later are there
    filtered: bool = False  # frames without TCP are left out, and the rest renumbered
    apart: tuple = ()  # columns that may differ


MODES = (
    Mode("absolute sequence numbers", ("-o", "tcp.relative_sequence_numbers:FALSE")),
    Mode("no sequence analysis", ("-o", "tcp.analyze_sequence_numbers:FALSE")),
    Mode("no reassembly", ("-o", "tcp.desegment_tcp_streams:FALSE")),
    Mode("in Chinese", CHINESE, apart=(SENTENCE,)),
    Mode("read filter", ("-2", "-R", "tcp"), later=True, filtered=True),
)

COMPARED = (annotate.SEGMENT, *(field.name for field in FIELDS), EXPERT)


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
        {**two, **blank, EXPERT: JOIN.join(item for item in items(two) if item not in later_items(one, two))}
        for one, two in zip(one_pass, two_passes)
    ]


def later_items(one, two):
    """Expert items that only two passes show, and may."""
    return [item for item in items(two) if item in LATER_ITEMS and item not in items(one)]


def items(row):
    return row[EXPERT].split(JOIN) if row[EXPERT] else []


def only_tcp(rows):
    """The rows that `-2 -R tcp` leaves, with the frame numbers that it gives them."""
    kept = [row for row in rows if row[annotate.SEGMENT]]
    new = {row[annotate.FRAME]: str(number) for number, row in enumerate(kept, 1)}
    return [_renumbered(row, new) for row in kept]


def _renumbered(row, new):
    row = {**row, annotate.FRAME: new[row[annotate.FRAME]]}
    for field in FIELDS:
        if field.kind == FRAME:
            row[field.name] = re.sub(r"\d+", lambda m: new.get(m[0], m[0]), row[field.name])
        elif field.kind == PROSE:
            row[field.name] = re.sub(r"(?i)(?<=frame )\d+", lambda m: new.get(m[0], m[0]), row[field.name])
    return row
