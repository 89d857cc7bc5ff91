# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture made up at random, what labflow says of it, and ways to say what differs where it should not."""

import functools
import random
from dataclasses import dataclass
from pathlib import Path

import annotate
import frames
import modes
from frames import COLUMNS

ROLES = ("client", "server")


@dataclass(frozen=True, eq=False)
class World:
    frames: list
    seed: str  # of what is chosen at random; each choice hangs on a name, so that it stays when frames are left out
    folder: Path

    def pick(self, *what):
        return random.Random(" ".join(map(str, (self.seed, *what))))

    def read(self, some, *options):
        return frames.read(self.folder / "capture.pcap", some, *options)

    @functools.cached_property
    def one_pass(self):
        return self.read(self.frames)

    @functools.cached_property
    def two_passes(self):
        return self.read(self.frames, *modes.TWO_PASS)

    def again(self, some):
        """(rows of the frames as they are, rows of these): those that both hold, by two passes."""
        return paired(self.two_passes, self.read(some, *modes.TWO_PASS), some)


def paired(rows, other, some):
    """The rows of both for each frame that is in both; copies of frames are none."""
    found = {row[annotate.FRAME]: row for row, frame in zip(other, some) if not frame.is_copy}
    both = [(row, found[row[annotate.FRAME]]) for row in rows if row[annotate.FRAME] in found]
    return [row for row, _ in both], [row for _, row in both]


def less(*groups):
    """The columns but those of these names or collections of names."""
    out = {name for group in groups for name in ([group] if isinstance(group, str) else group)}
    return [name for name in COLUMNS if name not in out]


def by_stream(rows):
    found = {}
    for row in rows:
        found.setdefault(row[frames.STREAM], []).append(row)
    return found


def differences(pair, columns=COLUMNS):
    return modes.differences(*pair, columns)
