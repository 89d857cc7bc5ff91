# SPDX-License-Identifier: GPL-2.0-or-later
"""The labflow fields that golden files hold, in their order. A new field is one new line here."""

from dataclasses import dataclass

TEXT, NUMBER, FLAG, FRAME, PROSE = "text", "number", "flag", "frame", "prose"


@dataclass(frozen=True)
class Field:
    name: str
    kind: str = TEXT  # FRAME is a frame number, PROSE a text that may name one, FLAG a boolean
    later: bool = False  # needs frames that come afterwards
    later_values: tuple = ()  # only these values do


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
    Field("labflow.http.phase"),
    Field("labflow.http.exchange", NUMBER),
    Field("labflow.http.stream", NUMBER),
    Field("labflow.http.method"),
    Field("labflow.http.target"),
    Field("labflow.http.host"),
    Field("labflow.http.status", NUMBER),
    Field("labflow.http.outcome", later_values=("unanswered",)),
    Field("labflow.http.request_in", FRAME),
    Field("labflow.http.response_in", FRAME, later=True),
    Field("labflow.http.latency"),
    Field("labflow.http.duration"),
    Field("labflow.http.body.expected", NUMBER),
    Field("labflow.http.body.actual", NUMBER),
    Field("labflow.http.range"),
    Field("labflow.http.validator"),
    Field("labflow.http.location"),
    Field("labflow.http.protocol"),
    Field("labflow.http.persistence"),
    Field("labflow.http.keep_alive.timeout", NUMBER),
    Field("labflow.http.first_segment", FRAME),
    Field("labflow.http.last_segment", FRAME),
    Field("labflow.http.segments", NUMBER),
    Field("labflow.http.retransmissions", NUMBER),
    Field("labflow.http.acked_in", FRAME, later=True),
    Field("labflow.http.segment_of", FRAME, later=True),
    Field("labflow.http.segment.exchange", NUMBER, later=True),
    Field("labflow.http.explain", PROSE),
    Field("labflow.http.page.site", NUMBER),
    Field("labflow.http.page.connection", NUMBER),
    Field("labflow.http.page.connections", NUMBER, later=True),
    Field("labflow.http.page.order"),
    Field("labflow.http.page.open", NUMBER),
    Field("labflow.http.page.request", NUMBER),
    Field("labflow.http.page.busy", NUMBER),
    Field("labflow.http.page.dns_in", FRAME),
    Field("labflow.http.page.dns_name"),
    Field("labflow.http.page.explain", PROSE),
)

HTTP = "labflow.http."  # the fields of the second post-dissector
PAGE = "labflow.http.page."  # of these, what is said of several connections together

EXPERT = "labflow.expert"  # the golden column with the names of a frame's expert items
HTTP_EXPERT = "labflow.http.expert"  # the same for the second post-dissector's
EXPERT_PREFIX = "labflow.expert."
# Items that say what never came, so that two passes may show more of them than one.
LATER_ITEMS = {"fin_unacked", "half_closed", "handshake_incomplete", "request_unanswered"}
BY_NAME = {field.name: field for field in FIELDS}
LATER = tuple(field.name for field in FIELDS if field.later)
LATER_VALUES = {field.name: field.later_values for field in FIELDS if field.later_values}


def plain(name, value):
    """A value in the one spelling of golden files: Wireshark 4.0 prints booleans as 1, 4.4 as True."""
    if name in BY_NAME and BY_NAME[name].kind == FLAG:
        return value.replace("True", "1").replace("False", "0")
    return value
