# SPDX-License-Identifier: GPL-2.0-or-later
"""The report on large captures: it takes little more memory than tshark reading the same file, and time that grows
with the frames and no faster.

    size.py [--frames N]"""

import argparse
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import ws
from tally import Tally

GENERATE = ws.ROOT / "tests" / "bench" / "generate.py"
# kind -> connections for that many frames, bytes that a connection may take besides
KINDS = {"bulk": (1, 0), "lossy": (1, 0), "short-http": (12, 3000), "synflood": (1, 1500)}
ALONE = 24 << 20  # of memory: what a report holds whatever the capture, with the allocator's share
TOLD = re.compile(rb"labflow: frame \d+, \d+ connections|labflow: \d+ of \d+ connections written")
ERASED = b"\r\x1b[K"
SLOPE = 2.8  # twice the frames may take so many times the time: 2, and what the machine adds


def generate(kind, frames, folder):
    path = folder / f"{kind}-{frames}.pcap"
    subprocess.run([sys.executable, GENERATE, "--frames", str(frames), "--out", path, kind], check=True, capture_output=True)
    return path


def measure(option, path):
    """Seconds of CPU and the peak of resident memory, in bytes."""
    words = ws.command("tshark", "-q", "-n", "-z", option, "-r", path)
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen(words, stdout=nowhere, stderr=subprocess.PIPE, env=ws.environment())
        said = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
    if status != 0 or said:
        raise SystemExit(f"{words}: status {status}: {said}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def check(kind, frames, folder):
    per_frames, room = KINDS[kind]
    path = generate(kind, frames, folder)
    plain, base = measure("io,stat,0", path)
    seconds, peak = measure("labflow,report", path)
    path.unlink()
    half = generate(kind, frames // 2, folder)
    before, _ = measure("labflow,report", half)
    half.unlink()
    connections = frames // per_frames if room else 1
    allowed = base + ALONE + connections * room
    print(
        f"{kind}: {frames} frames: {seconds:.2f} s CPU and {peak >> 20} MiB; io,stat,0 alone {plain:.2f} s and "
        f"{base >> 20} MiB; half the frames {before:.2f} s"
    )
    if peak > allowed:
        yield f"{peak >> 20} MiB, more than {allowed >> 20}"
    if seconds > before * SLOPE + 0.5:
        yield f"{seconds:.2f} s, and {before:.2f} s for half the frames"


def one_stream(frames, folder):
    """The report on one stream is there when tshark has read the file."""
    path = generate("short-http", frames, folder)
    reading, _ = measure("io,stat,0", path)
    seconds, _ = measure("labflow,report,text,tcp.stream==3", path)
    print(f"one stream of {frames} frames: {seconds:.2f} s; reading alone {reading:.2f} s")
    if seconds > reading * 1.35 + 0.3:
        yield f"{seconds:.2f} s, and {reading:.2f} s for reading it"


def progress(frames, folder):
    """Whoever sits at a terminal is told how far it is, and nothing of it stays there; a file is told nothing."""
    path = generate("short-http", frames, folder)
    ours, theirs = pty.openpty()
    words = ws.command("tshark", "-q", "-n", "-z", "labflow,report", "-r", path)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, env=ws.environment()) as child:
        os.close(theirs)
        said = b"".join(iter(lambda: read_terminal(ours), b""))
    os.close(ours)
    if child.returncode != 0 or not TOLD.search(said):
        yield f"exit {child.returncode}, {said[-300:]!r}"
    elif not said.endswith(ERASED):
        yield f"the line stays: {said[-100:]!r}"


def read_terminal(handle):
    try:
        return os.read(handle, 4096)
    except OSError:  # the other side is closed
        return b""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--frames", type=int, default=100_000)
    frames = options.parse_args().frames
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    start = time.monotonic()
    with ws.scratch() as folder:
        for kind in KINDS:
            tally.check(f"{kind}, {frames} frames", list(check(kind, frames, folder)))
        tally.check("one stream", list(one_stream(frames, folder)))
        tally.check("progress on a terminal", list(progress(frames, folder)))
    print(f"{time.monotonic() - start:.0f} s")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
