# SPDX-License-Identifier: GPL-2.0-or-later
"""Valgrind over tshark and sharkd with the plugin and without. A failure is whatever memcheck finds in a
call from the plugin, and every error that it finds only with the plugin: the run without is the list of
Wireshark's own. Leaks from elsewhere do not count, for Wireshark's come and go from run to run.

A few captures unless --all, which takes every one: by hand, it takes long."""

import argparse
import random
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import captures
import damage
import sweep
import ws
from sharkd import Broken
from tally import Tally

SAMPLE = 4
REPORTS = ("report,text", "report,md,tcp", "report,html", "report,json", "stats", "stats,outcomes,http")
TIMEOUT = 3000
FINDING = "{kind}: {what}\n" + " " * 9 + "{stack}"
VALGRIND = "valgrind --tool=memcheck --leak-check=full --show-leak-kinds=definite"
DEPTH = "--num-callers=40 --keep-debuginfo=yes --xml=yes"  # a plugin is unloaded before leaks are listed


def findings(folder, plugin, work):
    """What memcheck says of one run, as {(kind, stack): text}; work(options) runs a tool and gives its Run."""
    report = folder / f"memcheck.{'on' if plugin else 'off'}.xml"
    report.unlink(missing_ok=True)
    # Wireshark's own allocators would hide single blocks from memcheck.
    env = {"LABFLOW_WRAP": f"{VALGRIND} {DEPTH} --xml-file={report}", "WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple"}
    run = work({"plugin": plugin, "env": env, "timeout": TIMEOUT})
    if run.code != 0:
        raise Broken(f"{run}: {run.err.strip()[-500:]}")
    errors = ElementTree.parse(report).iter("error")
    return dict(_finding(error) for error in errors)


def _finding(error):
    frames = error.find("stack").iter("frame")
    stack = [(node.findtext("fn") or "?", Path(node.findtext("obj") or "?").name) for node in frames]
    kind = error.findtext("kind")
    what = error.findtext("what") or error.findtext("xwhat/text")
    text = FINDING.format(kind=kind, what=what, stack=" < ".join(f"{fn} ({obj})" for fn, obj in stack[:12]))
    return (kind, tuple(stack)), text


def complaints(folder, work):
    try:
        on, off = (findings(folder, plugin, work) for plugin in (True, False))
    except Broken as why:
        return [why]
    return [text for key, text in on.items() if _counts(key, off)]


def _counts(key, without):
    kind, stack = key
    if any(obj == "labflow.so" for _, obj in stack):
        return True
    return key not in without and not kind.startswith("Leak_")


def by_tshark(capture, *options):
    return lambda settings: ws.tshark("-r", capture.path, *options, **settings)


def by_report(capture):
    """All that -z labflow can print in one run; without the plugin there is only the reading."""
    printed = [word for kind in REPORTS for word in ("-z", f"labflow,{kind}")]

    def work(settings):
        return ws.tshark("-q", *(printed if settings["plugin"] else ()), "-r", capture.path, **settings)

    return work


def by_sharkd(paths, seed):
    # The same requests with and without the plugin, or Wireshark's own errors would not be the same.
    return lambda settings: sweep.session(paths, seed, names=["tcp.len"], **settings)[0]


def jobs(found, seed, everything, folder):
    chosen = found if everything else random.Random(seed).sample(found, min(SAMPLE, len(found)))
    for capture in chosen if everything else chosen[:1]:
        yield f"{capture.name}: tshark -2 -V", by_tshark(capture, "-2", "-V")
        yield f"{capture.name}: tshark -z labflow,report", by_report(capture)
    paths = [capture.path for capture in chosen]
    for capture in chosen:
        copies = [*damage.snapped(capture, damage.SNAPS, folder), *damage.flipped(capture, [seed], folder, [0.02])]
        paths += [copy.path for copy in copies]
    yield f"{len(chosen)} captures and {len(paths) - len(chosen)} damaged copies: sharkd", by_sharkd(paths, seed)


def main():
    parser = argparse.ArgumentParser(description="Valgrind, with the plugin and without.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="captures whose name holds this")
    parser.add_argument("--all", action="store_true", help="every capture; takes long")
    options = parser.parse_args()
    print(f"memcheck: --seed {options.seed}")
    tally = Tally()
    if not shutil.which("valgrind"):
        tally.check("tools", ["valgrind is not installed"])
        return tally.close()
    found = captures.chosen(captures.OWN, options.only)
    if not tally.check(f"{len(found)} captures", [] if found else ["there are none"]):
        return tally.close()
    with ws.scratch() as folder:
        for what, work in jobs(found, options.seed, options.all, folder):
            tally.check(what, complaints(folder, work))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
