#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""reopen.py [--times N] [--frames N]

Opens two captures in turn, many times in one process (sharkd, which closes one file before it loads the next), with every
frame's tree asked for now and then: what labflow kept of a file is given back. The resident memory after the first
openings is held against that after the last, beside the same without the plugin: sharkd itself forgets to free a good
deal. Wireshark's own allocator is switched for malloc, as the holes between its blocks would be counted otherwise."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / part) for part in ("golden", "bench")]

import ws  # noqa: E402
from tally import Tally  # noqa: E402

GENERATE = TESTS / "bench" / "generate.py"
KINDS = ("short-http", "lossy")
SETTLED = 10  # openings after which allocators have what they will hold on to
ALLOWED = 512 << 10  # octets that may stay behind altogether, more than without the plugin
ALLOCATOR = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple"}


class Sharkd:
    """One process, one request at a time."""

    def __init__(self, plugin):
        self.asked = 0
        self.process = subprocess.Popen(
            ws.command("sharkd", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=ws.environment(plugin, **ALLOCATOR),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait(timeout=60)

    def ask(self, method, **params):
        self.asked += 1
        request = {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer.get("id") != self.asked or "error" in answer:
            raise SystemExit(f"sharkd, {method}: {answer}")
        return answer["result"]

    def resident(self):
        """Octets."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if lines["Name"].strip() != "sharkd":
            raise SystemExit(f"process {self.process.pid} is {lines['Name']}, not sharkd")
        return int(lines["VmRSS"].split()[0]) * 1024


def generate(kind, frames, folder):
    path = folder / f"{kind}.pcap"
    words = [sys.executable, GENERATE, kind, "--frames", str(frames), "--out", str(path)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    path.chmod(0o644)
    return path


def shows(sharkd, frame):
    """Whether labflow has something to say of the frame."""
    return "labflow." in json.dumps(sharkd.ask("frame", frame=frame, proto=True))


def measure(paths, times, plugin):
    """Resident memory after each opening."""
    sizes = []
    with Sharkd(plugin) as sharkd:
        for number in range(times):
            sharkd.ask("load", file=str(paths[number % len(paths)]))
            if shows(sharkd, frame=4) != plugin:
                raise SystemExit(f"opening {number + 1}: labflow is {'not ' if plugin else ''}there")
            sizes.append(sharkd.resident())
    return sizes


def grown(sizes):
    """From when it had settled to the end, like with like: each capture leaves its own peak."""
    before, after = sizes[SETTLED : SETTLED + len(KINDS)], sizes[-len(KINDS) :]
    return max(after) - max(before)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--frames", type=int, default=20_000)
    given = parser.parse_args()
    if given.times < 2 * SETTLED + len(KINDS):
        parser.error(f"--times {given.times} are too few to tell")
    tally = Tally()
    if not tally.check("tools", ws.missing("sharkd")):
        return tally.close()
    with ws.scratch() as folder:
        paths = [generate(kind, given.frames, folder) for kind in KINDS]
        off, on = (grown(measure(paths, given.times, plugin)) for plugin in (False, True))
    said = f"opened {given.times} times, {given.frames} frames: {on} octets stayed, {off} without the plugin"
    tally.check(said, [f"more than {ALLOWED} octets stay"] if on - max(off, 0) > ALLOWED else [])
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
