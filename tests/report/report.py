# SPDX-License-Identifier: GPL-2.0-or-later
"""The report says what the fields say: every line of the JSON report is compared with `tshark -2 -T fields`, every
connection is told whole, and the text reports that were read line by line stay as they are.

    report.py [--update] [PATTERN]"""

import argparse
import concurrent.futures
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))

import captures
import check_schema
import ws
from tally import Tally

EXPECTED = HERE / "expected"
CHECKER = check_schema.validator(ws.ROOT / "plugin" / "report" / "report.schema.json")
JOIN = "\x1f"
# field -> where it stands in a line of the JSON report
FIELDS = {
    "labflow.phase": lambda row: row["phase"],
    "labflow.handshake.step": lambda row: row.get("handshake_step"),
    "labflow.teardown.step": lambda row: row.get("teardown_steps"),
    "labflow.seq.actual": lambda row: row["seq"],
    "labflow.seq.expected": lambda row: row.get("seq_expected"),
    "labflow.seq.verdict": lambda row: row["seq_verdict"],
    "labflow.ack.actual": lambda row: row.get("ack"),
    "labflow.ack.expected": lambda row: row.get("ack_expected"),
    "labflow.ack.verdict": lambda row: row.get("ack_verdict"),
    "labflow.ack.formula": lambda row: row.get("ack_formula"),
    "labflow.ack.frame": lambda row: row.get("ack_frame"),
    "labflow.acked_in": lambda row: row.get("acked_in"),
    "labflow.transition": lambda row: row.get("transitions"),
    "labflow.explain": lambda row: row["sentence"],
    "tcp.len": lambda row: row["len"],
}
LAST = {
    "labflow.conn.state": lambda connection: connection["state"],
    "labflow.conn.history": lambda connection: connection.get("history"),
    "labflow.close.reason": lambda connection: connection.get("close_reason"),
    "labflow.handshake.kind": lambda connection: connection["handshake"]["kind"],
    "labflow.teardown.kind": lambda connection: connection.get("teardown", {}).get("kind"),
    "labflow.teardown.initiator": lambda connection: connection.get("teardown", {}).get("initiator"),
}
HTTP = {
    "labflow.http.exchange": lambda exchange, _: exchange.get("number"),
    "labflow.http.target": lambda exchange, _: exchange.get("request", {}).get("target"),
    "labflow.http.outcome": lambda _, message: message.get("outcome"),
    "labflow.http.status": lambda _, message: message.get("status"),
    "labflow.http.first_segment": lambda _, message: message.get("first_segment"),
    "labflow.http.segments": lambda _, message: message.get("segments"),
    "labflow.http.body.actual": lambda _, message: message.get("body_actual"),
    "labflow.http.explain": lambda _, message: message.get("sentence"),
}
GOLDEN = (
    ("http-curl-nginx", "en"),
    ("http-curl-nginx", "zh"),
    ("http-dns-chromium", "en"),
    ("close-four-segment", "zh"),
    ("close-simultaneous", "en"),
    ("handshake-refused", "en"),
    ("handshake-syn-unanswered", "zh"),
    ("capture-from-the-middle", "en"),
    ("http-not-modified-etag", "zh"),
    ("http-pipelining", "en"),
    ("http-unanswered-server-resets", "en"),
    ("transfer-loss-of-one", "en"),
    ("http-upgrade-websocket", "zh"),
    ("python-http-1-0", "en"),
    ("apache-delayed-path", "zh"),
)


def run(path, kind, *more, language="en"):
    return ws.tshark("-q", "-n", "-o", f"labflow.language:{language}", "-z", f"labflow,report,{kind}", *more, "-r", path)


def trouble(done):
    return [f"{done}: {line}" for line in done.err.splitlines()] + ([str(done)] if done.code else [])


def read_fields(path):
    """By frame, the fields of those with one TCP header and no more than one HTTP message."""
    names = ["frame.number", "labflow.stream", "labflow.handshake.rtt", *FIELDS, *LAST, *HTTP]
    options = ["-T", "fields", "-E", f"aggregator={JOIN}", "-E", "separator=\x1e"]
    options += ["-o", "labflow.language:en"]
    done = ws.tshark("-2", "-n", *options, *(word for name in names for word in ("-e", name)), "-r", path)
    rows = (dict(zip(names, line.split("\x1e"))) for line in done.out.split("\n") if line)
    return {int(row["frame.number"]): row for row in rows if row["labflow.stream"] and JOIN not in row["labflow.stream"]}


def as_text(value):
    if value is None:
        return ""
    return JOIN.join(map(str, value)) if isinstance(value, list) else str(value)


def lines_of(connection):
    for part in ("handshake", "transfer", "teardown"):
        yield from connection.get(part, {}).get("segments", ())


def compare_line(row, fields, stream):
    if fields["labflow.stream"] != str(stream):
        yield f"frame {row['frame']}: stream {stream}, in the fields {fields['labflow.stream']}"
    for name, value in FIELDS.items():
        if name == "tcp.len" and not fields[name]:
            continue
        if as_text(value(row)) != fields[name]:
            yield f"frame {row['frame']}: {name} is {fields[name]!r}, in the report {as_text(value(row))!r}"
    for end in ("client", "server"):
        if end in row and row[end]["after"] != fields.get(f"labflow.{end}.state", row[end]["after"]):
            yield f"frame {row['frame']}: {end} {row[end]}"


def compare_http(connection, fields):
    for exchange in connection.get("http", ()):
        for half in ("request", "response"):
            message = exchange.get(half, {})
            row = fields.get(message.get("frame"))
            if row is None or JOIN in row["labflow.http.exchange"] + row["labflow.http.segments"]:
                continue
            for name, value in HTTP.items():
                wanted = row[name]
                if name == "labflow.http.target" and "request" not in exchange:
                    continue  # told with the exchange that it belongs to
                if name == "labflow.http.outcome" and wanted == "unanswered":
                    wanted = ""
                if as_text(value(exchange, message)) != wanted:
                    yield f"frame {message['frame']}: {name} is {wanted!r}, in the report {value(exchange, message)!r}"


def compare_times(connection, fields):
    """The handshake took what the ACK that completes it says."""
    stream = str(connection["stream"])
    said = [row["labflow.handshake.rtt"] for row in fields.values() if row["labflow.stream"] == stream]
    wanted = next((float(text) for text in said if text), None)
    if wanted is not None and abs(connection["handshake"].get("rtt", -1) - wanted) > 1e-9:
        yield f"stream {stream}: rtt {wanted}, in the report {connection['handshake'].get('rtt')}"


def compare_connection(connection, fields):
    frames = 0
    for row in lines_of(connection):
        frames += row["frames"] if row.get("fold") else 1
        if not row.get("fold") and row["frame"] in fields:
            yield from compare_line(row, fields[row["frame"]], connection["stream"])
    segments = sum(connection[end]["segments"] for end in ("client", "server", "first", "second") if end in connection)
    if frames != segments:
        yield f"stream {connection['stream']}: {segments} segments in {frames} lines"
    last = fields.get(connection["last_frame"])
    for name, value in LAST.items() if last else ():
        if as_text(value(connection)) != last[name]:
            yield f"stream {connection['stream']}: {name} is {last[name]!r}, in the report {value(connection)!r}"
    yield from compare_http(connection, fields)
    yield from compare_times(connection, fields)


def compare(capture):
    done = run(capture.path, "json")
    complaints = trouble(done)
    if complaints:
        return complaints
    document = json.loads(done.out)
    fields = read_fields(capture.path)
    complaints += [f"schema: {line}" for line in check_schema.violations(CHECKER, done.out)]
    for connection in document["connections"]:
        complaints += compare_connection(connection, fields)
    streams = {int(row["labflow.stream"]) for row in fields.values()}
    told = {connection["stream"] for connection in document["connections"]}
    if not streams <= told:
        complaints.append(f"streams {sorted(streams - told)} are not told")
    return complaints


def golden(path, name, language, update):
    expected = EXPECTED / f"{name}.{language}.txt"
    done = run(path, "text", language=language)
    if update:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(done.out, encoding="utf-8")
    wanted = expected.read_text(encoding="utf-8").splitlines() if expected.exists() else ["(there is none)"]
    got = done.out.splitlines()
    lines = [f"line {at}: {one!r} in place of {other!r}" for at, (one, other) in enumerate(zip(got, wanted), 1) if one != other]
    if len(got) != len(wanted):
        lines.append(f"{len(got)} lines in place of {len(wanted)}")
    return trouble(done) + lines


def filtered(capture):
    """A filter that one frame passes shows that frame's connection, whole; one that none passes shows none."""
    one = run(capture.path, "json,frame.number == 20")
    every = run(capture.path, "json")
    none = run(capture.path, "json,tcp.port == 1")
    stream = run(capture.path, "json, tcp.stream eq 3 ")
    same = run(capture.path, "json,tcp.stream == 3 && frame")
    complaints = trouble(one) + trouble(every) + trouble(none) + trouble(stream)
    if stream.out != same.out or '"stream": 3' not in stream.out:
        complaints.append("the report on stream 3 differs")
    if complaints:
        return complaints
    shown = json.loads(one.out)["connections"]
    holding = [c for c in json.loads(every.out)["connections"] if any(r.get("frame") == 20 for r in lines_of(c))]
    if shown != holding or not holding:
        complaints.append(f"streams {[c['stream'] for c in shown]}, frame 20 is in {[c['stream'] for c in holding]}")
    if json.loads(none.out)["connections"]:
        complaints.append("a filter that nothing passes shows something")
    return complaints


def twice(capture):
    """Two passes tell what one tells, and so does a second report in the same run."""
    one = run(capture.path, "text")
    two = run(capture.path, "text", "-2")
    both = run(capture.path, "text", "-z", "labflow,report,text")
    complaints = trouble(one) + trouble(two) + trouble(both)
    if two.out != one.out:
        complaints.append("two passes tell something else")
    if both.out != one.out * 2:
        complaints.append("two reports in one run tell something else")
    return complaints


def refused(capture):
    for option, word in (("labflow,report,pdf", "md"), ("labflow,report,tcp.strem==1", "tcp.strem"), ("labflow,reports", "did you mean")):
        done = ws.tshark("-q", "-z", option, "-r", capture.path)
        if done.code == 0 or word not in done.err:
            yield f"-z {option}: exit {done.code}, {done.err.strip()!r}"


def marks(capture):
    """The overview marks the connections that are marked where they are told."""
    text = run(capture.path, "text").out
    overview = {number for mark, number in re.findall(r"^(!?) +(\d+)  \S+:\d+  ", text, re.MULTILINE) if mark}
    told = {number for number, mark in re.findall(r"^Connection (\d+): .*\n=+\n(.)", text, re.MULTILINE) if mark == "!"}
    if overview != told:
        yield f"the overview marks {sorted(overview)}, of the connections themselves are marked {sorted(told)}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--update", action="store_true", help="write the expected reports anew; then read them")
    options.add_argument("pattern", nargs="?", default="")
    chosen = options.parse_args()
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    known = {capture.name: capture for capture in captures.chosen(("real", "labs"))}
    for name, language in GOLDEN:
        if chosen.pattern in name:
            tally.check(f"text of {name}, {language}", golden(known[name].path, name, language, chosen.update))
    tally.check("filters", filtered(known["http-dns-chromium"]))
    tally.check("two passes, two reports", twice(known["http-dns-chromium"]))
    tally.check("what is no format and no filter", list(refused(known["http-curl-nginx"])))
    for capture in captures.labs():
        tally.check(f"marks of {capture.name}", marks(capture))
    found = captures.chosen((*captures.OWN, "shared"), chosen.pattern)
    with concurrent.futures.ThreadPoolExecutor(ws.JOBS) as pool:
        for capture, complaints in zip(found, pool.map(compare, found)):
            tally.check(f"fields of {capture.name}", complaints)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
