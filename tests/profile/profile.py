# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile `labflow`: tshark -C fills its columns, every filter in it is one and fits some frame of testdata,
and its colours have the contrast that WCAG 2 asks for."""

import csv
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "golden"))

import annotate
import captures
import ws
from tally import Tally

PROFILE = ws.ROOT / "plugin" / "profile" / "labflow"
CAPTURE = "http-curl-nginx"
COLUMN = re.compile(r'^\t"([^"]+)", "([^"]+)"', re.MULTILINE)
COLOUR = re.compile(r"^@([^@]+)@(.+)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]$")
CONTRAST = 4.5  # WCAG 2, success criterion 1.4.3


def columns():
    return COLUMN.findall((PROFILE / "preferences").read_text(encoding="utf-8"))


def colours():
    """(name, filter, background, foreground) of each rule."""
    lines = (PROFILE / "colorfilters").read_text(encoding="utf-8").splitlines()
    found = [COLOUR.match(line) for line in lines if not line.startswith("#")]
    return [(m[1], m[2], [int(m[i]) for i in (3, 4, 5)], [int(m[i]) for i in (6, 7, 8)]) for m in found]


def buttons():
    """(label, filter) of each button."""
    text = (PROFILE / "dfilter_buttons").read_text(encoding="utf-8").replace(r"\x22", '""')
    return [(row[1], row[2]) for row in csv.reader(text.splitlines()) if not row[0].startswith("#")]


def with_profile(*arguments):
    folder = ws.lasting_scratch()
    shutil.copytree(PROFILE, folder / "profiles" / "labflow")
    return ws.tshark("-C", "labflow", *arguments, env={"LABFLOW_CONFIG_DIR": str(folder)})


def filled(capture):
    """The columns that tshark -C labflow prints are labflow's fields."""
    done = with_profile("-n", "-r", capture.path, "-T", "tabs")
    titles = [title for title, _ in columns()]
    fields = {title: content[5:].removesuffix(":0:R") for title, content in columns() if content.startswith("%Cus:")}
    lines = [f"exit {done.code}: {done.err.strip()}"] if done.code else []
    for line, row in zip(done.out.splitlines(), annotate.read(capture.path)):
        cells = [cell.strip() for cell in line.split("\t")]
        cells = [cell for cell in cells if cell not in ("→", "->")]
        for title, field in fields.items():
            names = field.split(" or ")
            want = next((row[name] for name in names if row[name]), "").replace(annotate.JOIN, ",")
            got = cells[titles.index(title)]
            if got != want:
                lines.append(f"frame {row[annotate.FRAME]}, {title}: {got!r} in place of {want!r}")
    return lines if done.out else [*lines, "nothing was printed"]


def fits(filters, merged):
    """Complaints for each filter that is none, or that no frame of testdata fits."""
    for name, expression in filters:
        done = ws.tshark("-2", "-r", merged.path, "-Y", expression, "-T", "fields", "-e", "frame.number")
        if done.code != 0:
            yield f"{name}: {done.err.strip()}"
        elif not done.out.strip():
            yield f"{name}: no frame fits {expression}"


def luminance(colour):
    parts = [part / 65535 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def legible():
    for name, _, back, front in colours():
        if contrast(back, front) < CONTRAST:
            yield f"{name}: contrast {contrast(back, front):.1f}, less than {CONTRAST}"


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "mergecap")):
        return tally.close()
    found = captures.real()
    capture = next(capture for capture in found if capture.name == CAPTURE)
    merged = captures.merged("all real captures", found)
    tally.check(f"{len(columns())} columns", filled(capture) if columns() else ["none found"])
    tally.check(f"{len(colours())} colouring rules", list(fits([rule[:2] for rule in colours()], merged)))
    tally.check("contrast", list(legible()))
    tally.check(f"{len(buttons())} buttons", list(fits(buttons(), merged)))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
