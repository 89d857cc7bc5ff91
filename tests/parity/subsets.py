#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""subsets.py [--seed N] [--count N] [PATTERN | FILE]...

The script does only the work that somebody looks at: a few fields, chosen at random, must have the values that they
have among all fields, in one pass and in two. Captures with HTTP/2 or decrypted TLS, of which the script gives a part
only, are left out. Prints the seed; a failure names the capture and the fields."""

import argparse
import random
import re
import sys

import parity
import ws

MODES = ((), ("-2", "-Y", "frame"))
NUMBER = "frame.number"
SEALED = re.compile(r"\b(tls|http2)\b")
FILTERS = ("labflow", "labflow.http.phase", "labflow.phase", "labflow.conn.state", "_ws.expert")
# By themselves: is all worked out that they need?
DECISIVE = (parity.REASON, parity.REASON, "labflow.conn.state", "labflow.conn.history", "_ws.expert.message")


def differing(capture, names, options):
    """Lines on what the script says of these fields alone."""
    names = [NUMBER, *names]
    ours, _, _ = parity.read(capture.path, True, options, names)
    theirs, said, _ = parity.read(capture.path, False, options, [*names, parity.LUA_ERROR])
    if len(ours) != len(theirs):
        return [f"{len(ours)} frames in C, {len(theirs)} in Lua: {' '.join(said)}"]
    return [f"frame {mine[NUMBER]} {name}: C {mine[name]!r}, Lua {other[name]!r}{other.get(parity.LUA_ERROR, '')}"
            for mine, other in zip(ours, theirs) for name in names
            if parity.plain(name, mine[name]) != parity.plain(name, other[name])]  # fmt: skip


def is_read_whole(capture):
    rows, _, _ = parity.read(capture.path, True, (), [parity.LAYERS, parity.HTTP2_STREAM])
    return bool(rows) and not any(row[parity.HTTP2_STREAM] or SEALED.search(row[parity.LAYERS]) for row in rows)


def draw(dice):
    """Some fields and, now and then, a filter."""
    names = [dice.choice(DECISIVE)] if dice.random() < 0.5 else dice.sample(parity.compared(), dice.randint(1, 5))
    options = dice.choice(MODES)
    if dice.random() < 0.3:
        options = (*options[:1], "-Y", dice.choice(FILTERS))
    return names, options


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=60)
    options.add_argument("patterns", nargs="*", metavar="PATTERN")
    given = options.parse_args()
    if not parity.tools_are_there():
        return parity.SKIPPED
    print(f"--seed {given.seed}", flush=True)
    dice = random.Random(given.seed)
    files = parity.chosen(["real", "scripts"], given.patterns or ["http", "close"])
    bad = done = 0
    while done < given.count:
        capture = dice.choice(files)
        names, words = draw(dice)
        if not is_read_whole(capture):
            continue
        done += 1
        found = differing(capture, names, words)
        bad += bool(found)
        for line in found[:5]:
            print(f"{capture.name} {' '.join(words)} -e {' -e '.join(names)}: {line}")
    print(f"{done - bad} of {done} choices of fields equal, on Wireshark {'.'.join(map(str, ws.version()))}.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
