# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures that the tests read: real ones, compiled packet scripts, and other people's."""

import functools
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import ws

TESTDATA = Path(os.environ.get("LABFLOW_TESTDATA", ws.ROOT / "testdata"))
COMPILER = ws.ROOT / "tests" / "scripts" / "make_pcaps.py"
SHARED = ws.ROOT.parent / "shared" / "captures"


@dataclass(frozen=True)
class Capture:
    name: str  # of the golden file, and in what is printed
    path: Path


def _named(paths):
    return [Capture(path.name.split(".pcap")[0], path) for path in sorted(paths)]


def real():
    return _named((TESTDATA / "real").glob("*.pcap*"))


def labs():
    return _named((TESTDATA / "labs").glob("*.pcap*"))


@functools.cache
def _compiled(name):
    """Compiled anew by each run, into a folder of its own: runs side by side do not disturb each other."""
    sources = TESTDATA / name
    if not any(sources.glob("*.pkt")):
        return []
    folder = ws.lasting_scratch()
    subprocess.run([sys.executable, COMPILER, sources, folder], check=True)
    return _named(folder.glob("*.pcap*"))


def scripts():
    return _compiled("scripts")


def seeds():
    return _compiled("seeds")


def packetdrill():
    return [Capture(f"packetdrill/{capture.name}", capture.path) for capture in _compiled("packetdrill")]


def shared():
    """Captures of other projects, beside the checkout; none where that folder is absent."""
    return [
        Capture(str(path.relative_to(SHARED)), path) for path in sorted(SHARED.rglob("*.pcap*")) if path.is_file()
    ]


def part(text):
    """Of "1/3" the slice of every third capture; an option's type."""
    number, _, count = text.partition("/")
    return slice(int(number) - 1, None, int(count))


def merged(name, found):
    """All captures in one file, one after the other: port pairs come again, time runs backwards, link types mix."""
    path = ws.lasting_scratch() / f"{name}.pcapng"
    subprocess.run(["mergecap", "-a", "-F", "pcapng", "-w", path, *(c.path for c in found)], check=True)
    return Capture(name, path)


SETS = {"real": real, "labs": labs, "scripts": scripts, "seeds": seeds, "packetdrill": packetdrill, "shared": shared}

OWN = ("real", "labs", "scripts", "seeds")  # labflow's own, each of them with golden files


def chosen(sets, pattern=""):
    """The captures of the named sets whose name holds the pattern."""
    found = [capture for name in sets for capture in SETS[name]()]
    names = [capture.name for capture in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SystemExit(f"two captures have one name: {', '.join(twice)}")
    return [capture for capture in found if pattern in capture.name]
