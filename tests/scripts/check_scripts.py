#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what tshark with labflow says of each packet script with what the script expects.

Each script becomes a capture, which tshark reads in one pass and with -2. Exit code 1 if anything
differs. The tshark to use comes from --tshark or LABFLOW_TSHARK and may have arguments; without
them it is the one that tests/tools/ws runs with the freshly built plugin.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from make_pcaps import capture_of, scripts_in
from pkt import ScriptError, read_script

WS_TSHARK = f"{shlex.quote(str(Path(__file__).resolve().parents[1] / 'tools' / 'ws'))} tshark"
OCCURRENCES = "\x1f"  # no field's text holds it
COLUMNS = "\t"
PASSES = {"one pass": [], "two passes": ["-2"]}
# Frames that come afterwards decide these: one pass cannot have them.
LATER = {
    "acked_in",
    "expert.handshake_incomplete",
    "expert.fin_unacked",
    "expert.request_unanswered",
    "http.acked_in",
    "http.response_in",
    "http.segment_of",
    "http.segment.exchange",
}
LATER_VALUES = {("http.outcome", "unanswered")}


def main():
    arguments = parse_arguments()
    paths = list(scripts_in(arguments.scripts))
    if not paths:
        sys.exit("no packet scripts found")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        os.chmod(folder, 0o755)  # tshark may run as another user
        jobs = [pool.submit(failures_of, path, Path(folder), shlex.split(arguments.tshark))
                for path in paths]
        outcomes = [job.result() for job in jobs]
    for failures in outcomes:
        print(*failures, sep="\n", end="\n" if failures else "")
    failed = sum(1 for failures in outcomes if failures)
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tshark", default=os.environ.get("LABFLOW_TSHARK", WS_TSHARK),
                        help="the command to run (default: $LABFLOW_TSHARK, else tools/ws tshark)")
    parser.add_argument("scripts", nargs="+", help="packet scripts, or folders of them")
    return parser.parse_args()


def failures_of(path, folder, tshark):
    """One line for each expectation that is not met."""
    try:
        script = read_script(path)
    except ScriptError as error:
        return [str(error)]
    capture = folder / path.with_suffix(".pcap").name
    capture.write_bytes(capture_of(script))
    fields = fields_of(script)
    failures = []
    for name, options in PASSES.items():
        rows, complaint = run_tshark([*tshark, *options], capture, fields)
        failures += [f"{path}: {name}: {complaint}"] if complaint else [
            f"{failure} ({name})" for failure in compare(script, fields, rows, name)]
    return failures


def fields_of(script):
    names = {expectation.field for packet in script.packets for expectation in packet.expectations}
    return ["tcp.stream", *(f"labflow.{name}" for name in sorted(names))]


def run_tshark(tshark, capture, fields):
    """The rows of field values, one for each frame; or what went wrong."""
    command = [*tshark, "-n", "-r", str(capture), "-T", "fields",
               "-E", f"separator={COLUMNS}", "-E", "occurrence=a", "-E", f"aggregator={OCCURRENCES}"]
    for field in fields:
        command += ["-e", field]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode != 0:
        return [], f"tshark exits with {run.returncode}: {' '.join(run.stderr.split())}"
    return [line.split(COLUMNS) for line in run.stdout.splitlines()], None


def compare(script, fields, rows, pass_name):
    if len(rows) != len(script.packets):
        yield f"{script.path}: {len(script.packets)} frames expected, {len(rows)} got"
        return
    for packet, row in zip(script.packets, rows):
        values = {field: read_values(text) for field, text in zip(fields, row)}
        if packet.stream is not None and values["tcp.stream"] != [str(packet.stream)]:
            yield mismatch(script, packet.line, packet, "tcp.stream", [str(packet.stream)],
                           values["tcp.stream"])
        for expectation in packet.expectations:
            got = values[f"labflow.{expectation.field}"]
            if pass_name == "one pass" and is_later(expectation):
                continue
            if not meets(expectation, got):
                yield mismatch(script, expectation.line, packet, expectation.field,
                               expectation.values or [], got)


def is_later(expectation):
    values = expectation.values or []
    return expectation.field in LATER or any((expectation.field, value) in LATER_VALUES for value in values)


def read_values(text):
    """Wireshark 4.0 prints a boolean as 1, newer ones as True."""
    return ["1" if value == "True" else value for value in text.split(OCCURRENCES)] if text else []


def meets(expectation, got):
    if expectation.field.startswith("expert."):
        return bool(got) == (expectation.values is not None)
    return got == (expectation.values or [])


def mismatch(script, line, packet, field, expected, got):
    return (f"{script.path}:{line}: frame {packet.frame} {field}: expected "
            f"{' | '.join(expected) or '(absent)'}, got {' | '.join(got) or '(absent)'}")


if __name__ == "__main__":
    sys.exit(main())
