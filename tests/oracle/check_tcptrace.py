#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check_tcptrace.py [--set real|shared]...: labflow's counts against tcptrace's, connection by connection.

tcptrace (Debian's package tcptrace) is run on testdata/real, testdata/labs and ../shared/captures, the captures of
other projects beside the checkout; where it is not installed, tcptrace_connections.tsv there holds what 6.6.7 said of
the latter. Of each endpoint of a connection are compared: packets; SYNs and FINs (handshake.step 1 and 2; teardown.step 1 and 3 and
expert.fin_retransmitted); whether it sent a RST (r of conn.history); octets of data sent, each counted once, and
segments with data of which some was sent before (the sums that seq.verdict and seq.delta give); octets missing from
the capture (of a side whose SYN and FIN are known: those up to the FIN that no segment brought).

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import csv
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import connections
import judge

DIFFERENCES = Path(__file__).resolve().with_name("tcptrace_differences.tsv")
TABLE = "tcptrace_connections.tsv"
NAMES = {  # of the table: of tcptrace's --csv
    "pkts": "total_packets",
    "rst": "resets_sent",
    "synfin": "SYN/FIN_pkts_sent",
    "uniq_bytes": "unique_bytes_sent",
    "rexmt": "rexmt_data_pkts",
    "missed": "missed_data",
}
UNSET = ("", "NA")
UNREAD = (
    "real/link-big-tcp.pcap",  # an IP length of 0
    "zeek/cisco-fabric-path.pcap",
    "zeek/mixed-vlan-mpls.pcap",
    "arkime/mpls-basic.pcap",
)


class Known(NamedTuple):
    """What a rule may look at: one connection in tcptrace, in labflow, and of it the end that the value is of."""

    row: dict
    connection: connections.Connection
    end: tuple
    divided: bool  # all connections of the two ends together have the same packets, each has not

    @property
    def copies(self):
        return self.connection.copies if self.connection else 0


def less_by(d):
    """How much less labflow counts."""
    return sum(map(int, d.theirs.split("/"))) - sum(map(int, d.labflow.split("/")))


RULES = (
    judge.Rule(
        "divided otherwise",
        "the same packets between the same ends, but not the same connections: Wireshark (and so labflow) begins one "
        "with a SYN of another number, tcptrace with a SYN after a FIN or RST, and after some minutes of silence",
        lambda d: d.connection.divided,
    ),
    judge.Rule(
        "headers that tcptrace does not read",
        "FabricPath, MPLS or a length of 0 hide packets from tcptrace; labflow has all that Wireshark finds",
        lambda d: d.file in UNREAD,
    ),
    judge.Rule(
        "copies",
        "a mirror port captured segments twice; tcptrace counts them as sent twice, labflow says duplicate_frame",
        lambda d: d.field[:-4] in ("synfin", "rexmt") and 0 < less_by(d) <= d.connection.copies,
    ),
    judge.Rule(
        "SYN+ACK of a simultaneous open",
        "it repeats the SYN's number by rule (RFC 9293 section 3.5, figure 7), which tcptrace counts as sent again",
        lambda d: d.field.startswith("rexmt")
        and d.connection.connection.handshake == "simultaneous"
        and less_by(d) == 1,
    ),
    judge.Rule(
        "RST behind the FIN",
        "a RST's number is one beyond the FIN; tcptrace takes the FIN's own number for an octet that is missing",
        lambda d: d.field.startswith("missed")
        and less_by(d) == 1
        and d.connection.connection.sent(d.connection.end, "r"),
    ),
)


def run_tcptrace(capture):
    """Its rows in the table's words; none where it cannot read the link type or the file format."""
    done = subprocess.run(["tcptrace", "-n", "-l", "--csv", capture], capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(lines, skipinitialspace=True))
    return [translated({name: (value or "").strip() for name, value in row.items() if name}) for row in rows]


def translated(row):
    way = {name: "_a2b" if name.endswith("_a2b") else "_b2a" for name in row if name.endswith(("_a2b", "_b2a"))}
    theirs = {long: short for short, long in NAMES.items()}
    kept = {theirs[name[:-4]] + end: row[name] for name, end in way.items() if name[:-4] in theirs}
    return kept | {name: row[name] for name in ("host_a", "port_a", "host_b", "port_b")}


def address(text):
    return f":{text}" if text[0] == ":" != text[1] else text  # it writes ::1 as :0001


def ends_of(row):
    return tuple(judge.endpoint(address(row[f"host_{end}"]), row[f"port_{end}"]) for end in "ab")


def missing(side):
    """Octets of one side that the capture lacks, once a FIN tells how many there were."""
    return str(side.end - 1 - side.unique) if side.end is not None else "NA"


def labflows(connection, end):
    side = connection.of(end)
    return {
        "pkts": str(side.frames),
        "rst": "yes" if connection.sent(end, "r") else "no",
        "synfin": f"{side.syns + side.syn_acks}/{side.fins}",
        "uniq_bytes": str(side.unique),
        "rexmt": str(side.resent),
        "missed": missing(side),
    }


def tcptraces(row, way):
    said = {name: row[name + way] for name in NAMES}
    said["rst"] = "yes" if int(said["rst"]) else "no"
    return said


def packets_of(row):
    return int(row["pkts_a2b"]) + int(row["pkts_b2a"])


def divided_otherwise(rows, found):
    """The pairs of ends whose packets both sides have, but in other connections."""
    theirs, mine = {}, {}
    for row in rows:
        theirs.setdefault(frozenset(ends_of(row)), Counter())[packets_of(row)] += 1
    for one in found:
        mine.setdefault(frozenset(one.ends), Counter())[one.frames] += 1
    totals = [{ends: sum(counts.elements()) for ends, counts in side.items()} for side in (theirs, mine)]
    return {ends for ends in theirs if totals[0][ends] == totals[1].get(ends) and theirs[ends] != mine[ends]}


def compare_file(oracle, name, rows, found):
    left = list(found)
    divided = divided_otherwise(rows, found)
    for number, row in enumerate(rows, start=1):
        ends = ends_of(row)
        mine = min(connections.between(left, ends), key=lambda one: abs(one.frames - packets_of(row)), default=None)
        where = f"{number}: {judge.shown(ends[0])} {judge.shown(ends[1])}"
        known = Known(row, mine, None, frozenset(ends) in divided)
        if mine is None:
            oracle.compare(name, where, "connection", "yes", "no", connection=known)
            continue
        left.remove(mine)
        for end, way in zip(ends, ("_a2b", "_b2a"), strict=True):
            said = labflows(mine, end)
            for field, theirs in tcptraces(row, way).items():
                if field != "missed" or (theirs not in UNSET and said[field] != "NA"):
                    oracle.compare(name, where, field + way, theirs, said[field], connection=known._replace(end=end))
    for one in left:
        known = Known({}, one, None, frozenset(one.ends) in divided)
        oracle.compare(name, f"stream {one.stream}", "connection", "no", "yes", connection=known)


def captures_of(sets, shared):
    """Name and path of each capture, and what tcptrace says of it, in a function."""
    live = shutil.which("tcptrace")
    if "real" in sets and live:
        for path in sorted(path for folder in (judge.REAL, judge.LABS) for path in folder.glob("*.pcap*")):
            yield f"{path.parent.name}/{path.name}", path, run_tcptrace
    if "shared" not in sets or judge.absent(shared, TABLE):
        return
    rows = judge.by_file(judge.read_table(shared / TABLE))
    for name in rows:
        yield name, shared / name, run_tcptrace if live else (lambda _path, name=name: rows[name])


def main():
    parser = judge.arguments(__doc__, DIFFERENCES)
    parser.add_argument("--set", action="append", choices=("real", "shared"), dest="sets")
    options = parser.parse_args()
    if not shutil.which("tcptrace"):
        print("skipped: tcptrace is not installed; its table alone is compared")
    oracle = judge.Judge("tcptrace", options.differences, RULES)
    todo = list(captures_of(options.sets or ("real", "shared"), options.captures))
    for name, path, _ in todo:
        if not path.is_file():
            oracle.skip(name)
    there = [one for one in todo if one[1].is_file()]
    if not there:
        return judge.SKIPPED
    done = judge.in_parallel(lambda one: (one[2](one[1]), connections.read(one[1])), there)
    for (name, _, _), answer in done:
        if isinstance(answer, Exception):
            oracle.broken(name, answer)
        elif answer[0]:
            compare_file(oracle, name, *answer)
        else:
            oracle.unread.append(name)
    print(f"{len(oracle.unread)} captures that tcptrace reads no connection of: {', '.join(oracle.unread)}")
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())
