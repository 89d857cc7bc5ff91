#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""load.py [--part F] [--only NAME]...

Large captures: what labflow keeps grows with the frames and the connections and with nothing else, and twice the frames
take twice the time. Each capture is generated twice, with half of the frames and with all of them, and read with the
plugin and without it. --part 1 is the whole load: ten million frames, a million connections that nobody answers, one
connection of five million frames, and sequence numbers that go round several times; CI takes a small part.

That the verdicts still hold is asked of the wrapping connection: each segment is the one expected."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / part) for part in ("golden", "bench")]

import generate  # noqa: E402
import ws  # noqa: E402
from host import Host  # noqa: E402
from tally import Tally  # noqa: E402

GENERATE = TESTS / "bench" / "generate.py"
PLUGIN = ws.BUILD / "plugin" / "labflow.so"
READ = ("-2", "-q", "-n", "-z", "io,stat,0")  # in one pass nobody could look at anything, and nothing would be kept

PER_FRAME, PER_CONNECTION, ALONE = 24, 256, 16 << 20  # octets that the plugin may add; ALONE: whatever the capture
SLOPE = 2.6  # what twice the frames may take: twice, and what the machine adds
JITTER = 0.15  # of tshark's own seconds: two runs of the same differ by as much


@dataclass(frozen=True)
class Load:
    kind: str  # of tests/bench/generate.py
    frames: int  # of the whole load
    per_connection: int = 0  # frames of each; 0: one connection has them all
    least: int = 0  # frames, however small the part
    exact: bool = False  # each segment is the next one

    def connections(self, frames):
        return max(1, frames // self.per_connection) if self.per_connection else 1


LOADS = {
    "many frames": Load("short-http", 10_000_000, 12),
    "SYN flood": Load("synflood", 1_000_000, 1),
    "one connection": Load("lossy", 5_000_000),
    "numbers that wrap": Load("wraps", 400_000, least=150_000, exact=True),
}
OCTETS_OF_WRAPS = generate.JUMBO  # of each segment that carries data
NOT_EXPECTED = '!(labflow.seq.verdict == "match" && labflow.ack.verdict == "match")'


@dataclass(frozen=True)
class Reading:
    frames: int
    connections: int
    off: object  # Run
    on: object

    @property
    def seconds(self):
        return self.on.cpu - self.off.cpu

    @property
    def octets(self):
        return self.on.peak - self.off.peak


def make(load, frames, folder):
    path = folder / f"{load.kind}-{frames}.pcap"
    words = [sys.executable, GENERATE, load.kind, "--frames", frames, "--connections", load.connections(frames), "--out", path]
    subprocess.run(list(map(str, words)), check=True, stdout=subprocess.DEVNULL)
    path.chmod(0o644)
    return path


def read(host, load, frames, path):
    off, on = (host.run(["tshark", "-r", str(path), *READ], with_plugin) for with_plugin in (False, True))
    found = Reading(frames, load.connections(frames), off, on)
    print(
        f"  {frames} frames, {found.connections} connections: {on.cpu:.1f} s CPU and {on.peak >> 20} MiB, without the "
        f"plugin {off.cpu:.1f} s and {off.peak >> 20} MiB: {found.octets / frames:.1f} octets a frame more",
        flush=True,
    )
    return found


def unexpected(path):
    """Frames of the wrapping capture on which labflow sees anything but the next segment. The SYN, which has no ACK, shows
    that the filter finds something."""
    run = ws.tshark("-r", path, "-n", "-Y", NOT_EXPECTED, "-T", "fields", "-e", "frame.number", timeout=1800)
    numbers = run.out.split()
    if run.code != 0 or numbers[:1] != ["1"]:
        yield f"{run}: the filter finds frames {numbers[:5]}; frame 1 was to be the first"
    for number in numbers[1:10]:
        yield f"frame {number} is not what was expected"


def judge(half, whole):
    """Complaints about growth."""
    allowed = ALONE + PER_FRAME * whole.frames + PER_CONNECTION * whole.connections
    if whole.octets > allowed:
        yield f"{whole.octets >> 20} MiB added, more than {allowed >> 20}"
    slack = JITTER * whole.off.cpu + 0.3
    if whole.seconds > SLOPE * max(half.seconds, 0) + slack:
        yield f"{whole.seconds:.1f} s added, and {half.seconds:.1f} s by half of the frames"


def run_load(host, load, part, folder):
    complaints, readings = [], []
    for share in (1 / 2, 1):
        frames = int(max(load.frames * part, load.least) * share)
        path = make(load, frames, folder)
        readings.append(read(host, load, frames, path))
        if load.exact and share == 1:
            octets = frames * 2 // 3 * OCTETS_OF_WRAPS
            print(f"  {octets / 2**32:.1f} times round the sequence numbers", flush=True)
            complaints += unexpected(path)
        path.unlink()
    half, whole = readings
    print(f"  added {half.seconds:.2f} s, then {whole.seconds:.2f} s: {whole.seconds / max(half.seconds, 0.01):.2f} times")
    return [*complaints, *judge(half, whole)]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", type=float, default=1.0, help="of the whole load, 0 to 1")
    parser.add_argument("--only", action="append", choices=LOADS, help="these loads alone")
    return parser.parse_args()


def main():
    given = arguments()
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    start = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="labflow-load-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    try:
        with Host(PLUGIN) as host:
            host.check()
            for name in given.only or LOADS:
                print(name, flush=True)
                tally.check(f"{name}, {given.part:g} of the load", run_load(host, LOADS[name], given.part, folder))
    finally:
        shutil.rmtree(folder)
    print(f"{time.monotonic() - start:.0f} s")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
