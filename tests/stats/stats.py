# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark -z labflow,stats: its numbers are those of the fields, each row's filter selects what the row counts,
a filter of one's own picks connections; and -z flow,labflow shows every segment."""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import captures
import tables
import ws
from tally import Tally

CAPTURE = "http-curl-nginx"
EACH = 9  # of so many captures, one has its latencies compared: each takes two runs of tshark
# A capture of several connections, and one of them.
LIMITS = (("status", "labflow.stream == 3"), ("outcomes", 'labflow.phase == "reset"'))
NAMES = ("frame.number", "labflow.stream", "labflow.conn.state", "labflow.handshake.kind", "labflow.handshake.rtt",
         "labflow.teardown.kind", "labflow.teardown.initiator", "labflow.close.reason")
MESSAGES = ("frame.number", "labflow.stream", "labflow.http.status", "labflow.http.outcome", "labflow.http.latency")
WRONG = (("bogus", "bogus"), ("status,nothing.such == 1", "nothing.such"), ("status,tcp.port ==", ""))


def split(cell):
    return [part for part in cell.split(annotate.JOIN) if part]


def last_rows(path):
    """How each connection stands in the end, and its round-trip time; frames with two TCP headers are left out."""
    stands, rtt = {}, {}
    for cells in annotate.fields(path, NAMES, "-2"):
        row = dict(zip(NAMES, cells))
        stream = row["labflow.stream"]
        if not stream or annotate.JOIN in stream:
            continue
        stands[int(stream)] = row
        if row["labflow.handshake.rtt"]:
            rtt[int(stream)] = float(row["labflow.handshake.rtt"])
    return stands, rtt


def keys_of(row):
    """What each table goes by, for one connection."""
    kind = row["labflow.teardown.kind"] or "-"
    return {
        "outcomes": (row["labflow.conn.state"], None),
        "handshakes": (row["labflow.handshake.kind"], None),
        "teardowns": (kind, row["labflow.teardown.initiator"] if kind != "-" else ""),
        "reasons": (row["labflow.close.reason"] or "-", None),
    }


def connections(path):
    """Streams by table and key."""
    found = defaultdict(lambda: defaultdict(set))
    for stream, row in last_rows(path)[0].items():
        for table, key in keys_of(row).items():
            found[table][key].add(stream)
    return found


def key_of(table, row):
    if table != "teardowns":
        return row.name, None
    return row.name, next((end for end in ("client", "server") if row.meaning.endswith(end)), "")


def streams_of(path, expression):
    cells = annotate.fields(path, ("labflow.stream",), "-2", "-Y", expression)
    return {int(stream) for (cell,) in cells for stream in split(cell)}


def counted(path, printed):
    """Complaints where a table of connections says something else than the fields."""
    want = connections(path)
    for table in ("outcomes", "handshakes", "teardowns", "reasons"):
        rows = printed[tables.TABLES[table]]
        got = {key_of(table, row): row.count for row in rows}
        wanted = {key: len(streams) for key, streams in want[table].items()}
        if got != wanted:
            yield f"{table}: {got} in place of {wanted}"
        for row in rows:
            selected = streams_of(path, row.filter)
            if selected != want[table][key_of(table, row)]:
                yield f"{table}, {row.name}: {row.filter} selects {sorted(selected)}"


def milliseconds(seconds):
    """Smallest, mean, largest, as tables print them."""
    if not seconds:
        return ("-", "-", "-")
    ns = [round(value * 1e9) for value in seconds]
    return tuple(f"{value // 1000 / 1000:.3f}" for value in (min(ns), sum(ns) // len(ns), max(ns)))


def timed(path, printed):
    want = defaultdict(list)
    stands, rtt = last_rows(path)
    for stream, seconds in rtt.items():
        want[stands[stream]["labflow.handshake.kind"]].append(seconds)
    for row in printed[tables.TABLES["handshakes"]]:
        if row.times != milliseconds(want[row.name]):
            yield f"handshakes, {row.name}: {row.times} in place of {milliseconds(want[row.name])}"


def answered(path, printed):
    """The same for the tables of HTTP; a frame may hold several messages."""
    counts = {"status": Counter(), "answers": Counter()}
    frames = defaultdict(set)
    for number, _, *cells, _ in annotate.fields(path, MESSAGES, "-2"):
        for table, cell in zip(counts, cells):
            counts[table].update(split(cell))
            for key in split(cell):
                frames[table, key].add(number)
    for table, wanted in counts.items():
        rows = printed[tables.TABLES[table]]
        if {row.name: row.count for row in rows} != wanted:
            yield f"{table}: {rows} in place of {wanted}"
        for row in rows:
            selected = {number for (number,) in annotate.fields(path, ("frame.number",), "-2", "-Y", row.filter)}
            if selected != frames[table, row.name]:
                yield f"{table}, {row.name}: {row.filter} selects {sorted(selected)}"


def latencies(path, printed):
    """Of captures in which no frame holds two messages."""
    want = defaultdict(list)
    for _, _, status, _, latency in annotate.fields(path, MESSAGES, "-2"):
        if annotate.JOIN in status:
            return
        if latency and status:
            want[status].append(float(latency))
    for row in printed[tables.TABLES["status"]]:
        if row.times != milliseconds(want[row.name]):
            yield f"status {row.name}: {row.times} in place of {milliseconds(want[row.name])}"


def limited(path, table, expression):
    """With a filter, only connections of which a frame passes it count; and the rows' filters know it."""
    whole = tables.read(path, table)[tables.TABLES[table]]
    part = tables.read(path, table, expression)[tables.TABLES[table]]
    wanted = streams_of(path, expression)
    selected = set().union(*(streams_of(path, row.filter) for row in part))
    if not selected <= wanted:
        yield f"{expression}: connections {sorted(selected - wanted)} count, too"
    if table == "outcomes" and selected != wanted:
        yield f"{expression}: connections {sorted(wanted - selected)} do not count"
    if sum(row.count for row in part) >= sum(row.count for row in whole):
        yield f"{expression}: nothing was left out"


def refused(path, words, named):
    done = ws.tshark("-q", "-r", path, "-z", f"labflow,stats,{words}")
    if done.code != 1:
        yield f"exit {done.code} in place of 1"
    if "labflow,stats" not in done.err or named not in done.err:
        yield f"said: {done.err.strip()}"


def alone(path, word):
    """One table is what it is among all of them."""
    title = tables.TABLES[word]
    if tables.read(path, word) != {title: tables.read(path)[title]}:
        yield "it is another table"


def without(path, *options):
    """With a half of labflow switched off, what it knows is not counted, and nothing else happens."""
    done = ws.tshark("-q", "-r", path, "-z", "labflow,stats,status", *options)
    if done.code != 0 or done.err or done.out.strip() != f"{tables.TABLES['status']}\n{tables.NOTHING}":
        yield f"{done}: {done.out}{done.err}"


def flow(path):
    """A line for each segment: what it does, and the states after it."""
    done = ws.tshark("-q", "-r", path, "-z", "flow,labflow,network")
    got = re.findall(r"\|([a-z]+)(?: ([\d,]+))?(?:, .*)?: client ([A-Z0-9-]+), server ([A-Z0-9-]+)", done.out)
    names = ("labflow.phase", "labflow.handshake.step", "labflow.teardown.step", "labflow.client.state", "labflow.server.state")
    rows = [dict(zip(names, cells)) for cells in annotate.fields(path, names)]
    want = [
        (row[names[0]], (row[names[1]] or row[names[2]]).replace(annotate.JOIN, ","), row[names[3]], row[names[4]])
        for row in rows
    ]
    if done.code != 0 or got != want:
        yield f"{done}: {got} in place of {want}"


def together(path):
    """Several -z at once, statistics twice."""
    done = ws.tshark("-q", "-r", path, "-z", "labflow,stats,status", "-z", "labflow,stats,reasons", "-z", "io,phs")
    if [title for title in tables.TABLES.values() if title in done.out] != [tables.TABLES[word] for word in ("status", "reasons")]:
        yield done.out + done.err


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "mergecap")):
        return tally.close()
    found = captures.real()
    one = next(capture.path for capture in found if capture.name == CAPTURE)
    merged = captures.merged("all real captures", found).path
    printed = tables.read(merged)
    tally.check("every table", sorted(set(tables.TABLES.values()) ^ printed.keys()))
    tally.check("connections, and the filters of rows", list(counted(merged, printed)))
    tally.check("messages, and the filters of rows", list(answered(merged, printed)))
    tally.check("round-trip times", list(timed(merged, printed)))
    for capture in found[::EACH]:
        tally.check(f"latencies of {capture.name}", list(latencies(capture.path, tables.read(capture.path))))
    for word in tables.TABLES:
        tally.check(f"{word} alone", list(alone(one, word)))
    for table, expression in LIMITS:
        tally.check(f"{table} of {expression}", list(limited(merged, table, expression)))
    for words, named in WRONG:
        tally.check(f"refused: {words}", list(refused(one, words, named)))
    for names in (("labflow.http",), ("http",), ("labflow", "labflow.http")):
        options = [word for name in names for word in ("--disable-protocol", name)]
        tally.check(f"without {' and '.join(names)}", list(without(one, *options)))
    tally.check("several -z", list(together(one)))
    tally.check("flow graph", list(flow(one)))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
