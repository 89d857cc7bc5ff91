#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""archive.py: labflow-lua.zip, as the build makes it, unpacked into a folder of plugins.

The script loads from there without a word, gives what it gives with -X lua_script, stands down once where the C plugin
is loaded, and scripts of the user's read its fields as they read the plugin's."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "golden"), str(TESTS / "bench")]

import ws  # noqa: E402
from host import unprivileged  # noqa: E402

ARCHIVE = ws.BUILD / "labflow-lua.zip"
PLUGIN = ws.BUILD / "plugin" / "labflow.so"
SCRIPT = ws.ROOT / "lua-compat" / "labflow.lua"
EXAMPLE = ws.ROOT / "lua-compat" / "examples" / "phases.lua"
CAPTURE = ws.ROOT / "testdata" / "real" / "http-curl-nginx.pcap"
FIELDS = ("-T", "fields", "-e", "frame.number", "-e", "labflow.explain", "-e", "labflow.http.explain")
STANDS_DOWN = "labflow.lua: the LabFlow plugin is loaded"
# Reads a field that the command line does not name.
READER = """local phase, seen = Field.new("labflow.phase"), 0
local tap = Listener.new("frame")
function tap.packet() if phase() then seen = seen + 1 end end
function tap.draw() io.stderr:write("phases: ", seen, "\\n") end
"""

failures = []


def expect(what, holds, *shown):
    print(f"{'ok' if holds else 'FAILED'}: {what}")
    if not holds:
        failures.append(what)
        print(*shown, sep="\n")


class Folder:
    """A folder of plugins, for tshark run by a user who is not root: root's plugins are ignored."""

    def __init__(self, path, with_plugin):
        self.path = path
        path.mkdir()
        with zipfile.ZipFile(ARCHIVE) as archive:
            archive.extractall(path)
        if with_plugin:
            place = path / ".".join(map(str, ws.version())) / "epan"
            place.mkdir(parents=True)
            shutil.copy(PLUGIN, place)

    def tshark(self, *words):
        shown = {"WIRESHARK_PLUGIN_DIR": str(self.path), "HOME": str(self.path.parent), "LC_ALL": "C.UTF-8"}
        return subprocess.run([*unprivileged(), "tshark", *map(str, words)], env=os.environ | shown, capture_output=True,
                              text=True, timeout=120, check=False)  # fmt: skip


def check_script(folder, capture):
    names = folder.tshark("-G", "fields")
    words = {line.split("\t")[2] for line in names.stdout.splitlines() if line.startswith("F\t")}
    expect("it loads without a word", names.returncode == 0 and not names.stderr, names.stderr)
    expect("it registers the fields of both", {"labflow.phase", "labflow.http.phase"} <= words)
    alone = ws.tshark("-n", "-r", CAPTURE, "-X", f"lua_script:{SCRIPT}", *FIELDS, plugin=False)
    inside = folder.tshark("-n", "-r", capture, *FIELDS)
    expect("it gives what it gives with -X", "Handshake step 1" in inside.stdout and inside.stdout == alone.out,
           inside.stdout, inside.stderr, alone.out, alone.err)  # fmt: skip


def check_both(folder, capture):
    both = folder.tshark("-n", "-r", capture, *FIELDS)
    alone = ws.tshark("-n", "-r", CAPTURE, *FIELDS)
    expect("it stands down where the plugin is, once", both.stderr.count(STANDS_DOWN) == 1, both.stderr)
    expect("and the plugin's fields are there", alone.out and both.stdout == alone.out, both.stdout, both.stderr)


def check_readers(folder, plugin, capture, reader):
    options = ("-n", "-r", capture, "-q", "-X", f"lua_script:{EXAMPLE}")
    ours, theirs = plugin.tshark(*options), folder.tshark(*options)
    expect("the example says the same with either", "handshake: 3" in ours.stdout and ours.stdout == theirs.stdout,
           ours.stdout, ours.stderr, theirs.stdout, theirs.stderr)  # fmt: skip
    options = ("-n", "-r", capture, "-X", f"lua_script:{reader}", "-T", "fields", "-e", "frame.number")
    read = folder.tshark(*options)
    expect("a script reads a field that -e does not name", f"phases: {len(read.stdout.splitlines())}" in read.stderr,
           read.stderr)  # fmt: skip


def main():
    lacking = ws.missing("tshark")
    if lacking:
        print("\n".join(lacking), file=sys.stderr)
        return 77
    with ws.scratch() as scratch:
        capture = shutil.copy(CAPTURE, scratch)
        reader = scratch / "reader.lua"
        reader.write_text(READER, encoding="utf-8")
        scripts, both = Folder(scratch / "scripts", False), Folder(scratch / "both", True)
        check_script(scripts, capture)
        check_both(both, capture)
        check_readers(scripts, both, capture, reader)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
