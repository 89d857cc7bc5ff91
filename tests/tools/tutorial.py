# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/tutorial.md and docs/tutorial.zh.md: each number of their tables is the capture's, each filter is one, each link leads
somewhere, and no picture is left over."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "golden"))

import annotate
import ws
from tally import Tally

DOCS = ROOT / "docs"
CAPTURE = ROOT / "testdata" / "labs" / "python-http-1-0.pcap"
FIELDS = (
    "frame.number", "labflow.role", "tcp.len", "labflow.seq.actual", "labflow.ack.actual", "labflow.ack.formula",
    "labflow.teardown.step", "labflow.client.state", "labflow.server.state", "labflow.acked_in",
)  # fmt: skip
ROLES = {"client": "client", "server": "server", "客户端": "client", "服务器": "server"}
NUMBERS = re.compile(r"\d+")
SUM = re.compile(r"\d+ = \d+ \+ \d+")


def frames():
    rows = annotate.fields(CAPTURE, FIELDS, "-2")
    return {row[0]: dict(zip(FIELDS, row)) for row in rows}


def numbers(cell):
    return NUMBERS.findall(cell)


def following(frame):
    seq, size = int(frame["labflow.seq.actual"]), int(frame["tcp.len"])
    return [f"{seq + size} = {seq} + {size}"]


def acknowledged(frame, all_frames):
    by = frame["labflow.acked_in"]
    return [by, all_frames[by]["labflow.ack.actual"]]


def states(frame):
    return [frame["labflow.client.state"], frame["labflow.server.state"]]


def new_sum(frame):
    """A FIN that acknowledges nothing new has the old sum, which is not its own."""
    return SUM.findall(frame["labflow.ack.formula"])


# a column's title in both languages -> what a cell says, and what it must say
COLUMNS = (
    (("sender", "发送方"), lambda cell: [ROLES.get(cell)], lambda frame, _: [frame["labflow.role"]]),
    (("Seq",), numbers, lambda frame, _: [frame["labflow.seq.actual"]]),
    (("Ack",), numbers, lambda frame, _: numbers(frame["labflow.ack.actual"])),
    (("len",), numbers, lambda frame, _: [frame["tcp.len"]]),
    (("step", "步骤"), numbers, lambda frame, _: numbers(frame["labflow.teardown.step"])),
    (("next Seq", "下一个 Seq"), SUM.findall, lambda frame, _: following(frame)),
    (("acknowledged by", "由谁确认"), numbers, acknowledged),
    (("then client and server are", "此后客户端和服务器的状态"), re.compile(r"[A-Z][A-Z0-9-]+").findall, lambda frame, _: states(frame)),
)  # fmt: skip
TITLES = {title: (said, due) for titles, said, due in COLUMNS for title in titles}
SUMS = ("the sum", "算式")


def tables(text):
    """Each row of a table whose first column is a frame, as a dict."""
    titles = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else None
        if cells and cells[0] in ("frame", "帧"):
            titles = cells
        elif cells and titles and cells[0].isdigit():
            yield dict(zip(titles, cells))
        elif not cells:
            titles = None


def wrong_cells(row, all_frames):
    number = next(iter(row.values()))
    frame = all_frames[number]
    for title, cell in row.items():
        if title in TITLES:
            said, due = TITLES[title]
            if said(cell) != due(frame, all_frames):
                yield f"frame {number}, {title}: {said(cell)}, not {due(frame, all_frames)}"
        if title in SUMS and not set(SUM.findall(cell)) <= set(new_sum(frame)):
            yield f"frame {number}: {cell}, not {frame['labflow.ack.formula']}"


def wrong_filters(text):
    found = set(re.findall(r"`(labflow\.[^`]+)`", text)) - {"labflow.language:zh"}
    if len(found) < 7:
        yield f"only {len(found)} filters"
    for one in sorted(found):
        done = ws.tshark("-r", CAPTURE, "-Y", one)
        if done.code != 0:
            yield f"{one}: {done.err.strip()}"


def wrong_links(text):
    for link in re.findall(r"\]\(([^)#]+)", text):
        if not (DOCS / link).exists():
            yield f"{link} is not there"


def main():
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark")):
        return tally.close()
    all_frames = frames()
    texts = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("tutorial.md", "tutorial.zh.md")}
    for name, text in texts.items():
        rows = list(tables(text))
        tally.check(f"{name}: {len(rows)} rows", [] if len(rows) == 9 else ["9 were read before"])
        tally.check(f"{name}: numbers", [line for row in rows for line in wrong_cells(row, all_frames)])
        tally.check(f"{name}: filters", wrong_filters(text))
        tally.check(f"{name}: links", wrong_links(text))
    everything = "".join(texts.values())
    pictures = (DOCS / "tutorial").glob("*.png")
    tally.check("pictures", [f"{one.name} is shown nowhere" for one in pictures if f"tutorial/{one.name}" not in everything])
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
