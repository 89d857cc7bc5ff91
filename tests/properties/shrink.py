# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a failing capture smaller while it still fails: whole connections go first, then frames."""

import time

SECONDS = 90


def smallest(frames, fails):
    """`fails(frames)` holds of what comes back; after some time it is what has been reached."""
    end = time.monotonic() + SECONDS
    conns = list(dict.fromkeys(frame.conn for frame in frames))
    conns = _reduced(conns, lambda some: fails([f for f in frames if f.conn in set(some)]), end)
    frames = [frame for frame in frames if frame.conn in set(conns)]
    return _reduced(frames, fails, end)


def _reduced(items, fails, end):
    """Zeller's delta debugging: leaves out ever smaller pieces."""
    size = (len(items) + 1) // 2
    while items and size:
        at = 0
        while at < len(items) and time.monotonic() < end:
            fewer = items[:at] + items[at + size :]
            if fewer and fails(fewer):
                items = fewer
            else:
                at += size
        size = size // 2 if size > 1 else 0
    return items
