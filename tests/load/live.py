#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""live.py [--seconds N] [--senders N]

tshark captures on the loopback interface while other processes send as much as they can: small segments on a few
connections that stay, and short connections one after the other. What tshark holds may grow by what is kept for a frame
and for a connection and by nothing else: its resident memory is held against that of a shorter run without the plugin.
Needs the right to capture there; skips where that is missing, and says so. The full length is ten minutes: --seconds 600."""

import argparse
import contextlib
import multiprocessing
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / part) for part in ("golden", "frontend")]

import ws  # noqa: E402
from live_rights import MAY_CAPTURE, forbidden  # noqa: E402
from tally import Tally  # noqa: E402

SNAP = 80  # octets of each frame: headers and options, no payload
SMALL = b"x" * 64
PER_FRAME, PER_CONNECTION, ALONE = 64, 512, 8 << 20  # octets that the plugin may add
SETTLE = 3.0  # seconds until tshark has what it needs to begin with
COUNTED = re.compile(r"(\d+) packets? captured")
DROPPED = re.compile(r"(\d+) packets? dropped")


def answer(listener):
    """Reads what comes and throws it away, one connection at a time."""
    while True:
        peer, _ = listener.accept()
        with peer, contextlib.suppress(ConnectionResetError):
            while peer.recv(1 << 16):
                pass


def stream(port):
    """Small segments without end."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            client.sendall(SMALL)


def churn(port, opened):
    """Connections one after the other; the client resets each, or TIME-WAIT would use the ports up."""
    while True:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            client.sendall(SMALL)
        with opened.get_lock():
            opened.value += 1


class Traffic:
    """A context manager; `opened` counts the short connections."""

    def __init__(self, senders):
        self.opened = multiprocessing.Value("q", 0)
        self.listeners = [socket.create_server(("127.0.0.1", 0), backlog=256) for _ in range(senders + 1)]
        self.ports = [listener.getsockname()[1] for listener in self.listeners]
        jobs = [(answer, (listener,)) for listener in self.listeners]
        jobs += [(stream, (port,)) for port in self.ports[1:]]
        jobs.append((churn, (self.ports[0], self.opened)))
        self.jobs = [multiprocessing.Process(target=job, args=given, daemon=True) for job, given in jobs]

    def __enter__(self):
        for job in self.jobs:
            job.start()
        return self

    def __exit__(self, *_):
        for job in self.jobs:
            job.kill()
        for job in self.jobs:
            job.join()
        for listener in self.listeners:
            listener.close()


@dataclass(frozen=True)
class Watched:
    frames: int
    dropped: int
    connections: int
    seconds: float
    grown: int  # octets of resident memory, from when it had settled to the end
    sizes: tuple  # octets, at equal distances

    def __str__(self):
        return (
            f"{self.frames} frames in {self.seconds:.0f} s ({self.frames / self.seconds:.0f} a second, {self.dropped} dropped), "
            f"some {self.connections} connections: {self.grown >> 20} MiB more, {self.grown / max(self.frames, 1):.0f} octets a frame"
        )


def resident(process):
    for line in Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def watch(plugin, seconds, senders):
    """A live capture of that length; what tshark said and how it grew."""
    with Traffic(senders) as traffic:
        ports = " or ".join(f"tcp port {port}" for port in traffic.ports)
        asked = "labflow,stats" if plugin else "io,stat,0"  # what nobody asks for would not be worked out
        words = ws.command("tshark", "-i", "lo", "-n", "-s", SNAP, "-f", ports, "-a", f"duration:{seconds}", "-q", "-z", asked)
        began = time.monotonic()
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=ws.environment(plugin, **MAY_CAPTURE),
        ) as process:
            time.sleep(SETTLE)
            sizes, opened = [resident(process)], traffic.opened.value
            while time.monotonic() - began < seconds:
                time.sleep(seconds / 20)
                sizes.append(resident(process) or sizes[-1])
            opened = traffic.opened.value - opened
            said = process.communicate(timeout=seconds + 300)[0]
    counted, dropped = COUNTED.search(said), DROPPED.search(said)
    if process.returncode != 0 or not counted:
        raise SystemExit(f"tshark, exit {process.returncode}: {said[-500:]}")
    frames = int(counted[1])
    return Watched(frames, int(dropped[1]) if dropped else 0, opened, seconds, max(sizes) - sizes[0], tuple(sizes))


def judge(off, on):
    """Complaints: more octets a frame than without the plugin and what may be kept."""
    own = off.grown / off.frames
    allowed = ALONE + (own + PER_FRAME) * on.frames + PER_CONNECTION * on.connections
    if on.grown > allowed:
        yield f"{on.grown >> 20} MiB more, {int(allowed) >> 20} were allowed; every twentieth of the time: {on.sizes}"
    if on.connections == 0:
        yield "no connection was opened while tshark looked on"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--senders", type=int, default=2, help="connections that stay")
    given = parser.parse_args()
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    why = forbidden()
    if why:
        tally.skip("live capture on lo", why)
        return tally.close()
    off = watch(False, max(given.seconds // 4, 8), given.senders)
    print(f"without the plugin: {off}", flush=True)
    on = watch(True, given.seconds, given.senders)
    print(f"with the plugin: {on}", flush=True)
    tally.check(f"live capture of {given.seconds} s", list(judge(off, on)))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
