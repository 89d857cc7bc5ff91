# SPDX-License-Identifier: GPL-2.0-or-later
"""Statistics > LabFlow in the window: a table has the rows that `tshark -z labflow,stats` prints, and the button of a
row leaves the packets of that row in the packet list."""

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stats"))

import annotate
import screen
import tables

MENU_BAR = (screen.SIZE[0], 30, 0, 0)
PLACE = (screen.SIZE[0] - 10, 450, 5, 130)  # of the table's window
TABLE, ENTRY = "handshakes", "Handshakes"
PRESSED = "refused"  # the row whose button is pressed: few enough packets for one screen
BEGINNING = "One TCP connection in 12 segments"  # of the report
ROW = re.compile(r"^\W*(\d+) +([a-z-]+) .*? (\d+) +(\S+) +(\S+) +(\S+) +[lL]+abflow", re.MULTILINE)


def expected(path):
    """The rows as the window must show them, and that of the button."""
    rows = tables.read(path, TABLE)[tables.TABLES[TABLE]]
    shown = [(str(row.number), row.name, str(row.count), *row.times) for row in rows]
    return shown, next(row for row in rows if row.name == PRESSED)


def read_table(window, path):
    text = re.sub("(?<=[a-z]) ?- ?(?=[a-z])", "-", window.read(path, PLACE))
    # A dash that stands alone comes out as any sign.
    return [tuple(cell if re.search(r"\w", cell) else "-" for cell in row) for row in ROW.findall(text)]


def open_menu(window, path):
    window.click("Statistics", path, MENU_BAR)
    time.sleep(0.5)
    window.click("LabFlow", path)
    time.sleep(0.5)


def table_is(window, path, wanted):
    """Complaints where the window shows another table."""
    seen = []

    def as_wanted():
        seen[:] = read_table(window, path)
        return seen == wanted

    try:
        screen.wait(as_wanted, "the table", patience=20)
    except screen.NotShown as why:
        return [f"{why}; see {path}", f"wanted {wanted}", f"read   {seen}"]
    return []


def press(window, path, number):
    """The button of that row: they stand in a line, in the rows' order."""
    places = sorted(window.places("Filter", path, PLACE))
    if number > len(places):
        raise screen.NotShown(f"{len(places)} buttons are on the screen, not {number}")
    window.click_at(places[number - 1])


def told(window, pictures):
    """Complaints where the report's window does not hold the report's beginning."""
    path = pictures / "report.png"
    open_menu(window, path)
    window.click_at(window.places("Report", path)[0])  # below it is "Report in the Browser"
    window.dialog("LabFlow: Report", PLACE)
    try:
        screen.wait(lambda: BEGINNING in window.read(path, PLACE), "the report", patience=20)
    except screen.NotShown as why:
        return [f"{why}; see {path}"]
    return []


def filtered(window, capture, pictures, look):
    """The table through the menu, then the button of one row; `look` compares the packet list."""
    wanted, row = expected(capture.path)
    open_menu(window, pictures / "statistics-menu.png")
    window.click(ENTRY, pictures / "statistics-menu.png")
    dialog = window.dialog(f"LabFlow: {ENTRY}", PLACE)
    complaints = table_is(window, pictures / "statistics-table.png", wanted)
    press(window, pictures / "statistics-button.png", row.number)
    window.xdotool("windowfocus", dialog)
    window.keys("Escape")
    window.park_mouse()
    kept = annotate.read(capture.path, "-Y", row.filter)
    return complaints + look(window, "statistics-filtered", kept)
