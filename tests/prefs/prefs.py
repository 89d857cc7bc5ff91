# SPDX-License-Identifier: GPL-2.0-or-later
"""The preferences under Protocols > LabFlow: each is there with a tooltip, changes what it should, and a value that
makes no sense is refused or put right with a message."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import captures
import ws
from tally import Tally

CAPTURE = "http-curl-nginx"
PREFERENCES = {"language": "From the locale", "info_summary": "FALSE", "follow_http": "TRUE", "two_msl": "240",
               "idle": "1"}
LONGEST = 86400
# A server that closes an idle connection: how long nothing was sent, and what is said of it.
IDLE = ("labflow.close.reason", "keep-alive-timeout")
REFUSED = ("two_msl:abc", "two_msl:-1", "two_msl:4294967296", "two_msl:", "two_msl:1.5", "idle:abc", "nothing:1")
# (given, what is used instead)
PUT_RIGHT = (("two_msl", 0, 1), ("two_msl", 4294967295, LONGEST), ("idle", 0, 1), ("idle", LONGEST + 1, LONGEST))
LEAST = (("two_msl", 1), ("two_msl", LONGEST), ("idle", LONGEST))


def run(path, *preferences, shape=()):
    options = [word for preference in preferences for word in ("-o", f"labflow.{preference}")]
    return ws.tshark("-n", "-r", path, *options, *shape)


def listed():
    """What tshark -G currentprefs says of labflow: each preference, what it tells of itself, and its value."""
    text = ws.tshark("-G", "currentprefs").out
    found = dict(re.findall(r"^#?labflow\.(\w+): (.*)$", text, re.MULTILINE))
    for name, value in PREFERENCES.items():
        if found.pop(name, None) != value:
            yield f"{name} is not {value}"
        head = text.split(f"labflow.{name}: ")[0].rstrip("#\n").split("\n\n")[-1]
        if len(head) < 60:
            yield f"{name} tells little of itself: {head}"
    yield from (f"{name} is new here" for name in found)


def summed_up(path, *options):
    """info_summary: every TCP frame, and no other, begins with its phase and steps; nothing else changes."""
    names = ("_ws.col.Info", "labflow.phase", "labflow.handshake.step", "labflow.teardown.step")
    plain = ws.tshark("-n", "-r", path, *options).out.splitlines()
    marked = run(path, "info_summary:TRUE", shape=options).out.splitlines()
    rows = [dict(zip(names[1:], cells)) for cells in annotate.fields(path, names[1:], "-2")]
    if len(plain) != len(marked) or len(rows) < len(plain):
        yield f"{len(plain)} lines, {len(marked)} with the summary, {len(rows)} frames"
    for before, after, row in zip(plain, marked, rows):
        steps = (row[names[2]] or row[names[3]]).replace(annotate.JOIN, ",")
        mark = f"[{row[names[1]]}{' ' if steps else ''}{steps}] " if row[names[1]] else ""
        if annotate.JOIN in row[names[1]]:
            continue  # two headers, two marks
        if after.replace(mark, "", 1) != before or (mark and mark not in after):
            yield f"{after!r} in place of {mark!r} in {before!r}"


def spoken(path):
    """language: the same sentences as the annotation has in both languages."""
    rows = annotate.read(path)
    for language in ("en", "zh"):
        out = run(path, f"language:{language}", shape=("-T", "fields", "-e", "labflow.explain")).out.splitlines()
        chinese = [line for line in out if re.search("[一-鿿]", line)]
        if len(out) != len(rows) or len(chinese) != (len(out) if language == "zh" else 0):
            yield f"{language}: {out}"


def reasons(path, *preferences):
    name, value = IDLE
    return value in run(path, *preferences, shape=("-T", "fields", "-e", name)).out.split()


def idles(found):
    """idle: with a day nobody closes for being idle, unless the server announced a time."""
    closing = [capture for capture in found if reasons(capture.path)]
    if not closing:
        yield "no capture has a server that closes an idle connection"
    if all(reasons(capture.path, f"idle:{LONGEST}") for capture in closing):
        yield f"{LONGEST} seconds change nothing in {', '.join(capture.name for capture in closing)}"


def unread(path):
    """follow_http: without it nothing is said of HTTP, and all of TCP as before but for why the connection closes."""
    tcp = ("-T", "fields", "-e", "labflow.explain", "-e", "labflow.transition", "-e", "labflow.conn.history")
    http = ("-2", "-Y", "labflow.http")
    if not run(path, shape=http).out or run(path, "follow_http:FALSE", shape=http).out:
        yield "frames with HTTP, without and with the preference"
    if run(path, shape=tcp).out != run(path, "follow_http:FALSE", shape=tcp).out:
        yield "TCP's own fields differ"


def refused(path, preference):
    done = run(path, preference)
    if done.code != 1 or preference not in done.err:
        yield f"{done}: {done.err.strip()}"


def put_right(path, name, given, used):
    done = run(path, f"{name}:{given}")
    if done.code != 0 or not done.out:
        yield f"{done}: nothing is shown"
    if len(done.err.splitlines()) != 1 or f"labflow.{name} is {given}" not in done.err or f"{used} is used" not in done.err:
        yield f"said: {done.err.strip()}"


def unknown(path, *words):
    """A language that there is none of: a message, and nothing else is changed."""
    done = ws.tshark("-n", "-r", path, "-T", "fields", "-e", "labflow.explain", *words)
    if done.code != 0 or done.out != run(path, shape=("-T", "fields", "-e", "labflow.explain")).out:
        yield f"{done}: {done.out}"
    if len(done.err.splitlines()) != 1 or 'not "xx"' not in done.err:
        yield f"said: {done.err.strip()}"


def silent(path, name, value):
    done = run(path, f"{name}:{value}")
    if done.code != 0 or done.err:
        yield f"{done}: {done.err.strip()}"


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    found = captures.real()
    one = next(capture.path for capture in found if capture.name == CAPTURE)
    tally.check("listed, with a tooltip", list(listed()))
    tally.check("info_summary", list(summed_up(one)))
    tally.check("info_summary, two passes", list(summed_up(one, "-2")))
    tally.check("language", list(spoken(one)))
    tally.check("follow_http", list(unread(one)))
    tally.check("idle", list(idles([capture for capture in found if "idle" in capture.name or "keep-alive" in capture.name])))
    for preference in REFUSED:
        tally.check(f"refused: {preference}", list(refused(one, preference)))
    for name, given, used in PUT_RIGHT:
        tally.check(f"put right: {name} {given}", list(put_right(one, name, given, used)))
    if Path("/proc/self/cmdline").exists():
        tally.check("unknown language", list(unknown(one, "-o", "labflow.language:xx")))
        tally.check("unknown language, in one word", list(unknown(one, "-olabflow.language: xx")))
    else:
        tally.skip("unknown language", "no command line can be read here")
    tally.check("known language, in capitals", list(silent(one, "language", "EN")))
    for name, value in LEAST:
        tally.check(f"taken as it is: {name} {value}", list(silent(one, name, value)))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
