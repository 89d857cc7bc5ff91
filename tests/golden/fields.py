# SPDX-License-Identifier: GPL-2.0-or-later
"""The labflow TCP fields that golden files hold, in their order. A new field is one new line here."""

from dataclasses import dataclass

TEXT, NUMBER, FLAG, FRAME, PROSE = "text", "number", "flag", "frame", "prose"


@dataclass(frozen=True)
class Field:
    name: str
    kind: str = TEXT  # FRAME is a frame number, PROSE a text that may name one, FLAG a boolean
    later: bool = False  # needs frames that come afterwards


FIELDS = (
    Field("labflow.stream", NUMBER),
    Field("labflow.phase"),
    Field("labflow.role"),
    Field("labflow.role.guessed", FLAG),
    Field("labflow.handshake.step", NUMBER),
    Field("labflow.handshake.kind"),
    Field("labflow.handshake.rtt"),
    Field("labflow.teardown.step", NUMBER),
    Field("labflow.teardown.kind"),
    Field("labflow.teardown.initiator"),
    Field("labflow.client.state"),
    Field("labflow.server.state"),
    Field("labflow.transition"),
    Field("labflow.seq.expected", NUMBER),
    Field("labflow.seq.actual", NUMBER),
    Field("labflow.seq.delta", NUMBER),
    Field("labflow.seq.verdict"),
    Field("labflow.seq.expected_raw", NUMBER),
    Field("labflow.seq.actual_raw", NUMBER),
    Field("labflow.ack.expected", NUMBER),
    Field("labflow.ack.actual", NUMBER),
    Field("labflow.ack.delta", NUMBER),
    Field("labflow.ack.verdict"),
    Field("labflow.ack.expected_raw", NUMBER),
    Field("labflow.ack.actual_raw", NUMBER),
    Field("labflow.ack.duplicate", FLAG),
    Field("labflow.ack.frame", FRAME),
    Field("labflow.ack.formula", PROSE),
    Field("labflow.acked_in", FRAME, later=True),
    Field("labflow.client.unacked", NUMBER),
    Field("labflow.server.unacked", NUMBER),
    Field("labflow.conn.state"),
    Field("labflow.conn.history"),
    Field("labflow.close.reason"),
    Field("labflow.explain", PROSE),
)

EXPERT = "labflow.expert"  # the golden column with the names of a frame's expert items
EXPERT_PREFIX = "labflow.expert."
# Items that say what never came, so that two passes may show more of them than one.
LATER_ITEMS = {"fin_unacked", "half_closed", "handshake_incomplete"}
OTHERS = ("labflow.http",)  # prefixes of fields that belong to other protocols
BY_NAME = {field.name: field for field in FIELDS}
LATER = tuple(field.name for field in FIELDS if field.later)


def plain(name, value):
    """A value in the one spelling of golden files: Wireshark 4.0 prints booleans as 1, 4.4 as True."""
    if name in BY_NAME and BY_NAME[name].kind == FLAG:
        return value.replace("True", "1").replace("False", "0")
    return value
