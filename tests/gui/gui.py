# SPDX-License-Identifier: GPL-2.0-or-later
"""The real Wireshark, read by OCR: labflow's columns are filled, and a filter on them works as -Y, as the
read filter -R, and typed into the toolbar; the profile labflow is there with its columns and buttons; a table of
Statistics > LabFlow has tshark's numbers, and its buttons filter. Each packet list must be the one that tshark prints.

What was seen stays in the build folder, under gui/."""

import re
import sys
from pathlib import Path

import screen
import statistics_window as statistics

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import captures
import ws
from screen import Column, field
from tally import Tally

CAPTURE = "http-curl-nginx"
FILTER = 'labflow.phase == "handshake"'
PICTURES = ws.BUILD / "gui"
BUTTONS = (520, 32, 880, 62)  # where they are, without the icons beside them
PROFILE = ws.ROOT / "plugin" / "profile" / "labflow"
STEP = "labflow.handshake.step or labflow.teardown.step"
COLUMNS = (
    Column("No.", "%m", 80),
    field("Phase", "labflow.phase", 160),
    field("Step", STEP, 80),
    field("Client state", "labflow.client.state", 220),
    field("Server state", "labflow.server.state", 220),
)
PHASES = "handshake|transfer|teardown|reset|closed"
ROW = re.compile(rf"(?:\b(\d+) +)?\b({PHASES})\b(?: +([\d,]+))? +([A-Z][A-Z0-9-]+) +([A-Z][A-Z0-9-]+)")


def wanted(rows):
    """The packet list as it must be read: number, phase, step, states of both ends."""
    return [
        (
            row[annotate.FRAME],
            row["labflow.phase"],
            (row["labflow.handshake.step"] or row["labflow.teardown.step"]).replace(annotate.JOIN, ","),
            row["labflow.client.state"],
            row["labflow.server.state"],
        )
        for row in rows
    ]


def shown(text):
    # OCR puts a blank beside a hyphen here and there.
    found = (ROW.search(re.sub(" ?- ?", "-", line)) for line in text.splitlines())
    return [tuple(part or "" for part in match.groups()) for match in found if match]


def look(window, name, rows, first=0):
    """Reads the screen until the packet list is there; complaints where another one stays. Of each row the
    cells from number `first` on are compared."""
    path = PICTURES / f"{name}.png"
    seen = []

    def as_wanted():
        seen[:] = [window.read(path)]
        return [row[first:] for row in shown(seen[0])] == [row[first:] for row in wanted(rows)]

    try:
        screen.wait(as_wanted, "the packet list", patience=20)
    except screen.NotShown as why:
        return [f"{why}; see {path}", f"wanted {wanted(rows)}", f"read   {shown(seen[0])}", *seen[0].splitlines()]
    return []


def opened(display, capture, name, rows, *options):
    with screen.Window(display, capture, COLUMNS, *options) as window:
        return look(window, name, rows)


def typed(display, capture, name, every, kept):
    """All packets first; then the filter, typed into the toolbar."""
    with screen.Window(display, capture, COLUMNS) as window:
        complaints = look(window, f"{name}-before", every)
        window.keys("ctrl+slash")
        window.type(FILTER)
        window.keys("Return")
        return complaints + look(window, name, kept)


def profiled(display, capture, name, every, kept):
    """The profile's columns; then one of its buttons."""
    with screen.Window(display, capture, (), size=10, profile=PROFILE) as window:
        complaints = look(window, f"{name}-before", every, first=1)
        window.click("Handshake", PICTURES / f"{name}-button.png", BUTTONS)
        window.park_mouse()
        return complaints + look(window, name, kept, first=1)


def counted(display):
    """A table of the statistics, and the button of one of its rows."""
    capture = captures.merged("handshakes", [found for found in captures.real() if found.name.startswith("handshake")])
    with screen.Window(display, capture, COLUMNS) as window:
        return statistics.filtered(window, capture, PICTURES, look)


def told(display, capture):
    """The report by the menu."""
    with screen.Window(display, capture, COLUMNS) as window:
        return statistics.told(window, PICTURES)


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing(*screen.TOOLS)):
        return tally.close()
    capture = next((capture for capture in captures.real() if capture.name == CAPTURE), None)
    if not tally.check(f"{CAPTURE} is in testdata", [] if capture else ["it is not"]):
        return tally.close()
    PICTURES.mkdir(parents=True, exist_ok=True)
    every = annotate.read(capture.path)
    kept = [row for row in every if row["labflow.phase"] == "handshake"]
    with screen.display() as display:
        checks = (
            ("columns, no filter", lambda: opened(display, capture, "columns", every)),
            (f"-Y {FILTER}", lambda: opened(display, capture, "display-filter", kept, "-Y", FILTER)),
            (f"-R {FILTER}", lambda: opened(display, capture, "read-filter", kept, "-R", FILTER)),
            (f"typed: {FILTER}", lambda: typed(display, capture, "typed-filter", every, kept)),
            ("-C labflow, and its button Handshake", lambda: profiled(display, capture, "profile", every, kept)),
            ("Statistics > LabFlow, and the button of a row", lambda: counted(display)),
            ("Statistics > LabFlow > Report", lambda: told(display, capture)),
        )
        for what, check in checks:
            try:
                tally.check(what, check())
            except screen.NotShown as why:
                tally.check(what, [why])
    print(f"pictures: {PICTURES}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
