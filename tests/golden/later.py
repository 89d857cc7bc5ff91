# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow.acked_in and labflow.ack.frame computed a second time, from core's fields alone and by the
contract's sentences. Plain and slow on purpose: it shares no idea with plugin/core but the definitions.

Two questions the numbers alone cannot answer, so such segments are left out: how long a segment is that
core gives no length for, and what an ACK means that is ahead of all that the capture holds. A segment with neither ACK nor SYN is
dropped by its receiver (RFC 9293 section 3.10.7.4) and never acknowledged."""

from dataclasses import dataclass, field

from headers import ACK, MODULUS, RST, SYN


@dataclass
class Sender:
    """One direction of one connection, since its latest SYN."""

    opening: int | None = None  # number of its SYN
    sent: list = field(default_factory=list)  # (index, frame, first number, number after the last)
    highest: int | None = None  # number after everything it was seen to send
    reached: int | None = None  # highest number it has acknowledged
    beyond: bool = False  # it has sent something but SYN and RST
    ahead: bool = False  # it has acknowledged more than the capture holds


def links(segments):
    """Two dicts by index of the segment, of frame numbers or None: acked_in and ack.frame."""
    senders, acked_in, ack_frame = {}, {}, {}
    for index, segment in enumerate(segments):
        sender = senders.setdefault(segment.sender, Sender())
        opens = segment.flags & SYN and not segment.flags & RST and segment.end is not None
        if opens and segment.number("tcp.seq_raw") != sender.opening:
            _open(senders, segment)
        senders[segment.sender].beyond |= not segment.flags & (SYN | RST)
        if segment.flags & ACK:
            _acknowledge(senders, segment, index, acked_in, ack_frame)
        if segment.end is not None and segment.flags & (ACK | SYN) and not segment.flags & RST:
            acked_in[index] = None
            _send(senders[segment.sender], segment, index)
    return acked_in, ack_frame


def _open(senders, segment):
    """A SYN with another number starts anew: no later ACK is about what was sent before it. What it had acknowledged of a
    peer that went on from there stays so."""
    peers = _peers(senders, segment)
    kept = senders[segment.sender].reached if any(peer.beyond for peer in peers) else None
    senders[segment.sender] = Sender(opening=segment.number("tcp.seq_raw"), reached=kept)
    for peer in peers:
        peer.reached, peer.ahead = None, False


def _send(sender, segment, index):
    first = segment.number("tcp.seq_raw")
    if first != segment.end:
        sender.sent.append((index, segment.frame, first, segment.end))
        sender.highest = _later(sender.highest, segment.end)


def _acknowledge(senders, segment, index, acked_in, ack_frame):
    me, ack = senders[segment.sender], segment.number("tcp.ack_raw")
    newly = []
    for peer in _peers(senders, segment):
        if peer.sent and not covers(peer.highest, ack):
            me.ahead = True
        for sent, frame, first, end in peer.sent:
            if covers(ack, end) and acked_in.get(sent, 0) is None:
                _settle(acked_in, sent, segment.frame, me.ahead)
            if not covers(first, ack) and _is_new(me.reached, ack) and not _is_old(me.reached, end):
                newly.append(frame)
    if not me.ahead:
        ack_frame[index] = max(newly, default=None)
    me.reached = _later(me.reached, ack)


def _is_new(reached, ack):
    return reached is None or not covers(reached, ack)


def _is_old(reached, end):
    return reached is not None and covers(reached, end)


def _settle(acked_in, sent, frame, ahead):
    if ahead:
        del acked_in[sent]
    else:
        acked_in[sent] = frame


def _peers(senders, segment):
    """The other direction of the segment's connection."""
    mine = segment.sender
    return [peer for name, peer in senders.items() if name[0] == mine[0] and name != mine]


def covers(ack, end):
    return (ack - end) % MODULUS < MODULUS // 2


def _later(known, number):
    return number if known is None or covers(number, known) else known
