# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden annotations: what labflow says of every frame of testdata, against the committed files.

Every capture is read in one pass and compared with expected/NAME.tsv (and expected/http/NAME.tsv, which holds
the frames with HTTP messages, and expected/page/NAME.tsv with what ties connections together), or with expected/4.4/NAME.tsv where
Wireshark from 4.4 on divides it into other streams; then with -2 and out of order
through sharkd, which must say the same. So must every other way of modes.py: real captures (labs too) are read in
each of them one by one, packet scripts merged into one capture. A golden file is made by --update and
read line by line by a person before it is committed. Made on 4.0 it goes to expected/; on a later version
that says something else, to that version's folder, and expected/README.md says why.

The fields marked later are in the golden file as two passes give them; one pass leaves them empty."""

import argparse
import csv
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import annotate
import captures
import modes
import sharkd
import ws
from annotate import CHINESE, COLUMNS, HTTP_COLUMNS, HTTP_NAMES, JOIN, LATER_EXPERT, PAGE_COLUMNS, PAGE_NAMES
from fields import EXPERT_PREFIX, FIELDS, HTTP_EXPERT, LATER, LATER_VALUES, plain
from tally import Tally

EXPECTED = Path(__file__).resolve().parent / "expected"
OLDEST = "4.0"  # expected/ itself is this version's
FRAMES_VISITED = 300  # of a longer capture, sharkd visits this many frames, picked at random
NAMES = tuple(field.name for field in FIELDS)


@dataclass(frozen=True)
class Part:
    """What one golden file of a capture holds."""

    folder: str
    columns: tuple
    of: tuple = ()  # the frames that have one of these fields; none named: all frames

    def rows(self, rows):
        return [row for row in rows if not self.of or any(row[name] for name in self.of)]


PARTS = (Part("", COLUMNS), Part("http", HTTP_COLUMNS, HTTP_NAMES), Part("page", PAGE_COLUMNS, PAGE_NAMES))


def folders():
    """The folders of golden files that hold for the running Wireshark, the newest version's first."""
    versions = [folder for folder in EXPECTED.iterdir() if folder.is_dir() and folder.name[0].isdigit()]
    newer = [folder for folder in versions if ws.number(folder.name) <= ws.version()]
    return [*sorted(newer, key=lambda folder: ws.number(folder.name), reverse=True), EXPECTED]


def golden_file(capture, part=PARTS[0]):
    """The newest that there is; where there is none, what its name will be."""
    paths = [folder / part.folder / f"{capture.name}.tsv" for folder in folders()]
    return next((path for path in paths if path.exists()), paths[-1])


def load(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def save(path, rows, columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines("\t".join(line) + "\n" for line in [columns, *([row[c] for c in columns] for row in rows)])


def whole(capture):
    """The golden rows: one pass, and beside it what two passes add and the sentences in Chinese."""
    one_pass = annotate.read(capture.path)
    two_passes = annotate.read(capture.path, *modes.TWO_PASS)
    return golden_rows(capture, one_pass, two_passes)


def golden_rows(capture, one_pass, two_passes):
    chinese = annotate.read(capture.path, *modes.CHINESE)
    return [
        {
            **one,
            **{name: two[name] for name in (*LATER, *LATER_VALUES)},
            LATER_EXPERT: JOIN.join(modes.later_items(one, two)),
            HTTP_EXPERT: two[HTTP_EXPERT],
            **{column: other[name] for name, column in CHINESE.items()},
        }
        for one, two, other in zip(one_pass, two_passes, chinese)
    ]


def update(found, pool):
    for capture, rows in zip(found, pool.map(whole, found)):
        for part in PARTS:
            update_part(capture, part, part.rows(rows))


def update_part(capture, part, rows):
    path = golden_file(capture, part)
    said = [{column: row[column] for column in part.columns} for row in rows]
    if (load(path) if path.exists() else []) == said:
        return
    path = own_folder() / part.folder / path.name
    save(path, rows, part.columns)
    print(f"wrote    {path.relative_to(ws.ROOT)}, {len(rows)} frames", flush=True)


def own_folder():
    """Where the running Wireshark's golden files are written."""
    return EXPECTED if ws.version() <= ws.number(OLDEST) else EXPECTED / ".".join(map(str, ws.version()))


def against_golden(capture, one_pass, two_passes):
    rows = golden_rows(capture, one_pass, two_passes)
    return [line for part in PARTS for line in against_part(capture, part, part.rows(rows))]


def against_part(capture, part, rows):
    path = golden_file(capture, part)
    if not path.exists():
        return [f"{path.relative_to(EXPECTED)} is not there; make it with --update and read it"] if rows else []
    expected = load(path)
    if expected and tuple(expected[0]) != part.columns:
        return [f"the columns of {path.name} are not those of annotate.py; see --update"]
    return modes.differences(expected, rows, part.columns)


def in_mode(capture, mode, one_pass, two_passes):
    expected = two_passes if mode.later else one_pass
    if mode.filtered:
        expected = modes.only_tcp(expected)
    columns = [column for column in modes.COMPARED if column not in mode.apart]
    got = annotate.read(capture.path, *mode.options)
    if mode.sealed_apart:
        streams = modes.sealed_streams(expected)
        expected, got = modes.without_sealed(expected, streams), modes.without_sealed(got, streams)
    return modes.differences(expected, got, columns)


def out_of_order(capture, two_passes, seed):
    """Every frame twice by its tree, in random order; then every field as a custom column."""
    pick = random.Random(f"{seed} {capture.name}")
    count = len(two_passes)
    visits = pick.sample(range(1, count + 1), min(count, FRAMES_VISITED)) * 2
    pick.shuffle(visits)
    names = [name for name in NAMES if name in annotate.registered()]
    trees, cells = sharkd.visit(capture.path, visits, names)
    clicked = [two_passes[number - 1] for number in visits]
    lines = modes.differences(clicked, [_from_tree(tree, row) for tree, row in zip(trees, clicked)])
    listed = modes.differences([_with_commas(row) for row in two_passes], [_with_commas(row) for row in cells], names)
    return lines + [f"as a column: {line}" for line in listed]


def _from_tree(found, like):
    row = {**like, **{name: plain(name, JOIN.join(found.get(name, []))) for name in NAMES}}
    for column, items in annotate.experts().items():
        row[column] = JOIN.join(name.removeprefix(EXPERT_PREFIX) for name in items if name in found)
    return row


def _with_commas(row):
    """A column joins several values by a comma, and a sentence may hold commas of its own."""
    return {name: plain(name, value).replace(JOIN, ",") for name, value in row.items()}


def checks(job, seed):
    """(what, complaints) for each way of reading one capture."""
    capture = job.capture
    try:
        one_pass = annotate.read(capture.path)
        two_passes = annotate.read(capture.path, *modes.TWO_PASS)
    except annotate.Unreadable as why:
        return [(f"{capture.name}: readable", [why])]
    ways = [
        ("two passes", lambda: modes.differences(one_pass, modes.without_later(two_passes, one_pass))),
        ("out of order", lambda: out_of_order(capture, two_passes, seed)),
    ]
    if job.golden:
        ways.append(("golden", lambda: against_golden(capture, one_pass, two_passes)))
    for mode in modes.MODES if job.modes else ():
        ways.append((mode.name, lambda mode=mode: in_mode(capture, mode, one_pass, two_passes)))
    return [(f"{capture.name}: {what}", _safely(way)) for what, way in ways]


@dataclass(frozen=True)
class Job:
    capture: captures.Capture
    golden: bool = True  # it has a golden file
    modes: bool = True  # it is read in each of modes.MODES


def jobs(sets, only, part):
    for name in sets:
        found = captures.chosen([name], only)[part]
        yield from (Job(capture, modes=name in ("real", "labs")) for capture in found)
        if len(found) > 1:
            yield Job(captures.merged(f"all {name} captures in one", found), golden=False)


def _safely(way):
    try:
        return way()
    except (annotate.Unreadable, sharkd.Broken) as why:
        return [why]


def stale(todo):
    """Golden files that no capture belongs to."""
    names = {golden_file(job.capture).name for job in todo if job.golden}
    return [f"{path.name} belongs to no capture" for path in sorted(EXPECTED.rglob("*.tsv")) if path.name not in names]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sets", nargs="+", choices=captures.OWN, default=captures.OWN)
    parser.add_argument("--only", default="", help="captures whose name holds this")
    parser.add_argument("--part", type=captures.part, default=slice(None), metavar="N/OF", help="of each set")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the order of sharkd's visits")
    parser.add_argument("--update", action="store_true", help="rewrite the golden files")
    return parser.parse_args()


def main():
    options = arguments()
    print(f"golden: {' and '.join(options.sets)}, sharkd's visits with --seed {options.seed}")
    tally = Tally()
    if not tally.check("tools", ws.missing("tshark", "sharkd", "mergecap")):
        return tally.close()
    todo = list(jobs(options.sets, options.only, options.part))
    if not tally.check(f"{len(todo)} captures", [] if todo else ["there are none"]):
        return tally.close()
    tally.check("fields.py names every field", annotate.unlisted())
    if len(options.sets) == len(captures.OWN) and not options.only and options.part == slice(None):
        tally.check("every golden file has its capture", stale(todo))
    with ThreadPoolExecutor(ws.JOBS) as pool:
        if options.update:
            update([job.capture for job in todo if job.golden], pool)
        for done in pool.map(lambda job: checks(job, options.seed), todo):
            for what, complaints in done:
                tally.check(what, complaints)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
