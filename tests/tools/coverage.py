# SPDX-License-Identifier: GPL-2.0-or-later
"""README.md's table of the five lab reports: every command of it is run, and prints what the table says. coverage.py [--fix]"""

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden"))

import ws
from tally import Tally

README = ROOT / "README.md"
HEAD = "| report | what it set out to show | command | result |"
REPORTS = {"000", "001", "002", "003", "004"}
BREAK = "<br>"


@dataclass(frozen=True)
class Row:
    line: str
    report: str
    aim: str
    command: str
    result: str


def rows(text):
    """The lines behind the head and its rule, up to the first that is none of the table's."""
    lines = text.splitlines()
    for line in lines[lines.index(HEAD) + 2 :]:
        if not line.startswith("| "):
            return
        yield Row(line, *(cell.strip() for cell in line.strip("|").split("|")))


def printed(command):
    """What the command prints here, as a result cell: each line as code, each run of blanks as one."""
    program, *words = shlex.split(command)
    if program != "tshark":
        raise SystemExit(f"not a command of tshark: {command}")
    done = ws.tshark(*words)
    if done.code != 0:
        return f"{done}: {done.err.strip()}"
    return BREAK.join(f"`{' '.join(line.split())}`" for line in done.out.splitlines())


def main():
    os.chdir(ROOT)
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    text = README.read_text(encoding="utf-8")
    table = list(rows(text))
    lacking = sorted(REPORTS - {row.report.partition(" ")[0] for row in table})
    tally.check(f"{len(table)} rows", [f"report {name} has none" for name in lacking])
    for row in table:
        now = printed(row.command.strip("`"))
        tally.check(f"{row.report}: {row.aim}", [] if now == row.result else [f"printed: {now}", f"README:  {row.result}"])
        text = text.replace(row.line, f"| {row.report} | {row.aim} | {row.command} | {now} |")
    if "--fix" in sys.argv:
        README.write_text(text, encoding="utf-8")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
