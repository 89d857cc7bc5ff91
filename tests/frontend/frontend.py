# SPDX-License-Identifier: GPL-2.0-or-later
"""Every way in that works on a file: json, ek, pdml, display and read filters, single fields, single
columns, and labflow switched off. What `tshark -T fields` says of all fields at once is the measure."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import captures
import formats
import modes
import ws
from annotate import JOIN, SEGMENT
from fields import FIELDS, FRAME, PROSE, plain
from tally import Tally

FORMATS = {"json": formats.from_json, "ek": formats.from_ek, "pdml": formats.from_pdml}
# All captures are read merged into one; those of these sets one by one as well, and these in every way.
READ_ALONE = ("real", "labs")
ON_THEIR_OWN = ("http-curl-nginx", "http-chromium-page", "icmp-fragmentation-needed", "tunnel-gre")


class Refused(Exception):
    """tshark ended with an error."""


def output(*args, **options):
    run = ws.tshark(*args, **options)
    if run.code != 0:
        raise Refused(f"{run}: {run.err.strip()}")
    return run.out


# A filter, and the rows that it must leave.
FILTERS = (
    ('labflow.phase == "handshake"', lambda row: "handshake" in row["labflow.phase"].split(JOIN)),
    ('labflow.phase in {"teardown", "reset"}', lambda row: {"teardown", "reset"} & set(row["labflow.phase"].split(JOIN))),
    ("labflow.handshake.step == 3", lambda row: "3" in row["labflow.handshake.step"].split(JOIN)),
    ('labflow.server.state == "ESTABLISHED"', lambda row: "ESTABLISHED" in row["labflow.server.state"].split(JOIN)),
    ("labflow.ack.delta < 0", lambda row: any(int(v) < 0 for v in row["labflow.ack.delta"].split(JOIN) if v)),
    ('labflow.transition contains "FIN-WAIT-1"', lambda row: "FIN-WAIT-1" in row["labflow.transition"]),
    ("labflow", lambda row: row["labflow.phase"]),
)
READ_FILTERS = (FILTERS[0], FILTERS[4])


def in_format(capture, rows, name):
    """The format can be parsed, and holds each field's values."""
    try:
        found = FORMATS[name](output("-r", capture.path, "-T", name))
    except (json.JSONDecodeError, ParseError, ValueError) as why:
        return [f"-T {name} is not valid: {why}"]
    spelling = formats.ek_name if name == "ek" else str
    got = [_as_row(row, {field.name: values.get(spelling(field.name), []) for field in FIELDS})
           for row, values in zip(rows, found)]
    lines = [] if len(found) == len(rows) else [f"{len(rows)} frames expected, got {len(found)}"]
    return lines + modes.differences(rows, got + rows[len(got):])


def _as_row(row, values):
    return {**row, **{name: plain(name, JOIN.join(found)) for name, found in values.items()}}


def filtered(capture, table, text, wanted):
    """The same frames pass a display filter in one pass and in two, in the packet list and with fields."""
    lines = []
    for options, rows in (((), table.one_pass), (modes.TWO_PASS, table.two_passes)):
        lines += _passing(capture, rows, wanted, (*options, "-Y", text), modes.COMPARED)
        kept = [row[annotate.FRAME] for row in rows if wanted(row)]
        listed = output("-r", capture.path, *options, "-Y", text, "-o", 'gui.column.format:"No.","%m"').split()
        if listed != kept:
            lines.append(f"{' '.join(options)} packet list: expected {kept}, got {listed}")
    return lines


def read_filtered(capture, table, text, wanted):
    """As a read filter, which numbers anew what passes: what names a frame, before or after, is left out."""
    return _passing(capture, table.one_pass, wanted, ("-2", "-R", text), _without_frame_numbers())


def _passing(capture, rows, wanted, options, columns):
    kept = [row for row in rows if wanted(row)]
    return [f"{' '.join(options)}: {line}" for line in modes.differences(kept, annotate.read(capture.path, *options), columns)]


def _without_frame_numbers():
    left_out = {field.name for field in FIELDS if field.kind in (FRAME, PROSE) or depends_on_later(field)}
    return (SEGMENT, *(field.name for field in FIELDS if field.name not in left_out.union(modes.DNS)))


def depends_on_later(field):
    return field.later or field.later_values


def alone(tables, name):
    """The field alone: by -e, and as the only column of the packet list, with no filter set.

    Asked of the shortest capture that has the field; in one pass too, unless it needs later frames."""
    having = [
        (len(known.two_passes), number)
        for number, (_, known) in enumerate(tables)
        if any(row[name] for row in known.two_passes)
    ]
    if not having:
        return ["no capture has this field"]
    capture, known = tables[min(having)[1]]
    lines = []
    for options, rows in ((modes.TWO_PASS, known.two_passes), (modes.ONE_PASS, known.one_pass)):
        wanted = [{annotate.FRAME: row[annotate.FRAME], name: row[name].replace(JOIN, ",")} for row in rows]
        for way, values in (("-e", _by_field), ("column", _by_column)):
            got = [{name: plain(name, value).replace(JOIN, ",")} for value in values(capture, name, options)]
            found = modes.differences(wanted, got, (name,))
            lines += [f"{capture.name} {' '.join((*options, way))}: {line}" for line in found]
    return lines


def _by_field(capture, name, options):
    return [line[0] for line in annotate.fields(capture.path, [name], *options)]


def _by_column(capture, name, options):
    columns = f'gui.column.format:"No.","%m","X","%Cus:{name}:0:R"'
    return [line.strip().partition(" ")[2] for line in output("-r", capture.path, *options, "-o", columns).splitlines()]


def switched_off(capture, rows, protocol):
    """No field of the protocol is left, and the other's are as they were; why a connection closed is for both to say."""
    http = protocol == "labflow.http"
    gone = [name for name in modes.COMPARED if name.startswith("labflow.http.") == http and name != SEGMENT]
    found = annotate.read(capture.path, "--disable-protocol", protocol)
    kept = [name for name in modes.COMPARED if not (http and name == "labflow.close.reason")]
    return modes.differences([{**row, **dict.fromkeys(gone, "")} for row in rows], found, kept)


def both_switched_off(capture):
    """What tshark prints is what it prints without the plugin."""
    lines = []
    off = ("--disable-protocol", "labflow", "--disable-protocol", "labflow.http")
    for form in (("-V",), ("-2", "-T", "json")):
        with_it = output("-r", capture.path, *form, *off)
        if with_it != output("-r", capture.path, *form, plugin=False):
            lines.append(f"tshark {' '.join(form)} prints something else than without the plugin")
    return lines


def undisturbed(capture):
    """The packet list is the one that tshark prints without the plugin: labflow adds, it does not change."""
    same = output("-r", capture.path) == output("-r", capture.path, plugin=False)
    return [] if same else ["the packet list differs from the one without the plugin"]


def safely(check, *args):
    try:
        return check(*args)
    except (Refused, annotate.Unreadable) as why:
        return [why]


@dataclass(frozen=True)
class Table:
    """A capture's annotation as `tshark -T fields` gives it."""

    one_pass: list
    two_passes: list


def table(capture):
    return Table(annotate.read(capture.path), annotate.read(capture.path, *modes.TWO_PASS))


def work(tables):
    """(what, check, arguments) for everything that is to be done with each capture."""
    for capture, known in tables:
        for name in FORMATS:
            yield f"{capture.name}: -T {name}", in_format, (capture, known.one_pass, name)
        for text, wanted in FILTERS:
            yield f"{capture.name}: {text}", filtered, (capture, known, text, wanted)
        for protocol in ("labflow", "labflow.http"):
            yield f"{capture.name}: --disable-protocol {protocol}", switched_off, (capture, known.one_pass, protocol)
        yield f"{capture.name}: both protocols disabled", both_switched_off, (capture,)
        yield f"{capture.name}: packet list", undisturbed, (capture,)


def work_on_read_filters(tables):
    """Not on merged captures: frames that are left out share their number with the next, and where port
    pairs come again core itself then takes one connection for another."""
    for capture, known in tables:
        for text, wanted in READ_FILTERS:
            yield f"{capture.name}: read filter {text}", read_filtered, (capture, known, text, wanted)


def work_on_fields(tables):
    for field in FIELDS:
        yield f"{field.name} alone", alone, (tables, field.name)


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "mergecap")):
        return tally.close()
    found = captures.chosen(READ_ALONE)
    absent = set(ON_THEIR_OWN) - {capture.name for capture in found}
    if not tally.check(f"{len(found)} captures", [f"{name} is not there" for name in sorted(absent)]):
        return tally.close()
    merged = [captures.merged(f"all {name} captures in one", captures.chosen([name])) for name in captures.OWN]
    with ThreadPoolExecutor(ws.JOBS) as pool:
        tables = list(zip(found, pool.map(table, found)))
        chosen = [pair for pair in tables if pair[0].name in ON_THEIR_OWN] + list(zip(merged, pool.map(table, merged)))
        real = [pair for pair in tables if pair[0] in captures.real()]
        jobs = [*work(chosen), *work_on_read_filters(real), *work_on_fields(tables + chosen)]
        done = pool.map(lambda job: safely(job[1], *job[2]), jobs)
        for (what, _, _), complaints in zip(jobs, done):
            tally.check(what, complaints)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
