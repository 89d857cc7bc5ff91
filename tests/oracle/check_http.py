#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's HTTP exchanges against those that Zeek, Arkime and Suricata found in the same captures.

The verdicts are tables in a folder of captures from other projects, beside the checkout:
  zeek_http.tsv          each exchange: method, host, URI, status, octets of both bodies, 1xx status
  arkime_sessions.tsv    the methods and the status codes of each pair of endpoints
  suricata_flows.tsv     whether each pair of endpoints speaks HTTP (its mode "midstream", which like
                         labflow also reads connections that began before the capture)
Each value is compared on its own. Where a tool found nothing and labflow shows nothing there is no
value to compare; the last line but one counts these. An exchange of labflow's that Zeek has no row
for, in a capture that Zeek has rows for, is a difference.

http_differences.tsv lists where labflow says something else, who is right, and why; a difference that
is not listed fails, and so does a listed one that has gone.

LABFLOW_TSHARK is the command that runs tshark with the plugin (default: tests/tools/ws tshark)."""

import csv
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import judge
from judge import by_file, endpoint, read_table

DIFFERENCES = Path(__file__).resolve().with_name("http_differences.tsv")
ZEEK, ARKIME, SURICATA = "zeek_http.tsv", "arkime_sessions.tsv", "suricata_flows.tsv"
UNSET = "-"  # Zeek's word for a value that it has not; an empty cell is a column that the table lacks
REQUEST = {
    "method": "labflow.http.method",
    "host": "labflow.http.host",
    "uri": "labflow.http.target",
    "request_body_len": "labflow.http.body.actual",
}
RESPONSE = {"status_code": "labflow.http.status", "response_body_len": "labflow.http.body.actual"}
INTERIM = {"info_code": "labflow.http.status"}
OF_PHASE = {"request": REQUEST, "response": RESPONSE, "interim": INTERIM}
# What Zeek writes where a message that is there has none of it: an answer without a status line, no body.
NONE_OF_IT = {"status_code": "0", "request_body_len": "0", "response_body_len": "0"}
# Zeek writes a length of 0 for a message that it has not seen too; the other column tells which it is.
COUNTED_WITH = {"request_body_len": "method", "response_body_len": "status_code"}


class Verdict(NamedTuple):
    tool: str
    where: str
    field: str
    theirs: str
    labflow: str


def ends_of(layers, stream):
    """The two endpoints of a stream, of one of whose frames these are the headers; in a tunnel there are others."""
    addresses = {}
    for name, own in layers:
        if name in ("ip", "ipv6"):
            addresses = {way: own[f"{name}.{way}"] for way in ("src", "dst")}
        elif name == "tcp" and own["tcp.stream"] == stream:
            return frozenset(endpoint(addresses[way], own[f"tcp.{way}port"]) for way in ("src", "dst"))
    raise LookupError(f"no TCP header of stream {stream}")


class Annotation:
    """What labflow says of a capture: its exchanges, and the streams between two endpoints."""

    def __init__(self):
        self.exchanges = defaultdict(dict)  # (stream, number): {column of Zeek's: value}
        self.streams = defaultdict(set)  # {one endpoint, the other}: streams with HTTP

    def read(self, capture):
        command = [*judge.TSHARK, "-r", str(capture), "-2", "-Y", "labflow.http.phase", "-T", "pdml"]
        command += ["-J", "ip ipv6 tcp labflow labflow.http"]  # what to print of a frame
        done = subprocess.run(command, capture_output=True, check=True)
        for packet in ET.fromstring(done.stdout).iter("packet"):
            self._read_frame(packet)
        return self

    def _read_frame(self, packet):
        layers = [
            (layer.get("name"), {field.get("name"): field.get("show") for field in layer.iter("field")})
            for layer in packet.iter("proto")
        ]
        number = next(own["num"] for name, own in layers if name == "geninfo")
        streams = {own["labflow.stream"] for name, own in layers if name == "labflow"}
        if len(streams) != 1:
            raise ValueError(f"frame {number} is of several streams: which one are its messages of?")
        stream = streams.pop()
        self.streams[ends_of(layers, stream)].add(stream)
        for _, own in layers:
            if "labflow.http.phase" in own:
                self._read_message(self.exchanges[stream, own["labflow.http.exchange"]], own)

    @staticmethod
    def _read_message(exchange, own):
        phase = own["labflow.http.phase"]
        columns = OF_PHASE.get(phase, {})
        if phase != "interim" and columns.keys() & exchange.keys():
            raise ValueError(f"two messages are the {phase} of exchange {own['labflow.http.exchange']}")
        if own.get("labflow.http.status") == "101":
            columns = INTERIM | RESPONSE  # nothing else answers it: RFC 9110 section 15.2.2
        exchange.update({column: own.get(name, NONE_OF_IT.get(column, "")) for column, name in columns.items()})

    def between(self, one, other):
        """The exchanges on all connections of two endpoints."""
        streams = self.streams.get(frozenset((one, other)), ())
        return [exchange for (stream, _), exchange in self.exchanges.items() if stream in streams]


def told_by_zeek(row, field):
    """What Zeek says of an exchange: "" where it has seen nothing, None where the table lacks it."""
    value = row[field]
    counted = COUNTED_WITH.get(field)
    if value == "":
        return None
    if value == UNSET or (counted and value == "0" and row[counted] == UNSET):
        return ""
    return value


def zeek_verdicts(rows, annotation):
    """Each row in turn is its connection's next exchange; Zeek's trans_depth says so too, where it is."""
    numbers = Counter()
    covered = set()
    for row in rows:
        stream = row["tshark_streams"]
        numbers[stream] += 1
        number = row["trans_depth"] or str(numbers[stream])
        covered.add((stream, number))
        labflow = annotation.exchanges.get((stream, number), {})
        for field in (*REQUEST, *RESPONSE, *INTERIM):
            theirs = told_by_zeek(row, field)
            if theirs is not None:
                yield Verdict("Zeek", f"stream {stream} exchange {number}", field, theirs, labflow.get(field, ""))
    for (stream, number), exchange in annotation.exchanges.items():
        if rows and (stream, number) not in covered:
            what = " ".join(filter(None, (exchange.get(field) for field in ("method", "uri", "status_code"))))
            yield Verdict("Zeek", f"stream {stream} exchange {number}", "exchange", "", what)


def joined(values):
    return ",".join(sorted(set(filter(None, values))))


def arkime_verdicts(rows, annotation):
    sessions = defaultdict(list)
    for row in rows:
        sessions[endpoint(row["src"], row["sport"]), endpoint(row["dst"], row["dport"])].append(row)
    for (client, server), session in sessions.items():
        where = f"{client[0]} {client[1]}"
        exchanges = annotation.between(client, server)
        methods = joined(exchange.get("method") for exchange in exchanges)
        codes = joined(exchange.get(field) for exchange in exchanges for field in ("status_code", "info_code"))
        for field, labflow in (("http_methods", methods), ("http_codes", codes)):
            theirs = joined(value for row in session for value in row[field].split(","))
            yield Verdict("Arkime", where, field, theirs, labflow)


def suricata_verdicts(rows, annotation):
    flows = defaultdict(set)
    for row in rows:
        if row["mode"] == "midstream":
            ends = endpoint(row["client"], row["cport"]), endpoint(row["server"], row["sport"])
            flows[ends].add(row["app_proto"])
    for (client, server), protocols in flows.items():
        labflow = "http" if annotation.between(client, server) else ""
        if "http" in protocols:
            theirs = "http"
        else:
            theirs = joined(protocols) if labflow else ""  # that something else is there is no value here
        yield Verdict("Suricata", f"{client[0]} {client[1]}", "app_proto", theirs, labflow)


class Oracle:
    def __init__(self, captures, differences):
        self.captures = captures
        self.judge = judge.Judge("it", differences)
        self.empty = 0
        self.tables = [
            (zeek_verdicts, by_file(read_table(captures / ZEEK, csv.QUOTE_MINIMAL))),
            (arkime_verdicts, by_file(read_table(captures / ARKIME))),
            (suricata_verdicts, by_file(read_table(captures / SURICATA))),
        ]

    def compare(self, name, verdict):
        where = f"{verdict.tool}, {verdict.where}"
        if not verdict.theirs and not verdict.labflow:
            self.empty += 1
            return
        unit = where.split(" exchange ")[0]
        self.judge.compare(name, where, verdict.field, verdict.theirs, verdict.labflow, unit=unit)

    def run(self):
        names = dict.fromkeys(name for _, files in self.tables for name in files)
        for name, said in self.judge.read_each(self.captures, names, lambda path: Annotation().read(path)):
            for find, files in self.tables:
                for verdict in find(files.get(name, []), said):
                    self.compare(name, verdict)

    def close(self):
        print(f"{self.empty} times neither labflow nor the other tool had a value")
        return self.judge.close()


def main():
    options = judge.arguments(__doc__, DIFFERENCES).parse_args()
    if judge.absent(options.captures, ZEEK, ARKIME, SURICATA):
        return judge.SKIPPED
    oracle = Oracle(options.captures, options.differences)
    oracle.run()
    return oracle.close()


if __name__ == "__main__":
    sys.exit(main())
