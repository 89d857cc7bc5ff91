# SPDX-License-Identifier: GPL-2.0-or-later
"""Opens many files one after the other in one sharkd, and looks at every labflow field of every frame."""

import json
import random
import re

import annotate
import sharkd
from fields import FIELDS

TREES = 6  # frames of each file whose whole tree is shown, picked at random
LONGEST = 400  # frames: no more are listed of one file
SESSION = re.compile(r"^(load: filename=.*|Hello in child\.)\n", re.MULTILINE)


def requests(paths, names, seed):
    pick = random.Random(seed)
    chunks = [names[i : i + sharkd.COLUMNS_AT_ONCE] for i in range(0, len(names), sharkd.COLUMNS_AT_ONCE)]
    for path in paths:
        yield "load", {"file": str(path)}
        for number in pick.sample(range(1, 40), TREES):
            yield "frame", {"frame": number, "proto": True}
        for chunk in chunks:
            yield "frames", {"limit": LONGEST, **{f"column{i}": f"{name}:0" for i, name in enumerate(chunk)}}


def session(paths, seed, names=None, timeout=550, **options):
    """One sharkd over all files; sharkd.Broken where it does not reach the end."""
    if names is None:
        names = [field.name for field in FIELDS if field.name in annotate.registered()]
    run, answers = sharkd.converse(list(requests(paths, names, seed)), timeout=timeout, **options)
    if run.code != 0 or answers[-1].get("result") != {"status": "OK"}:
        raise sharkd.Broken(f"{run}: ended after {len(answers)} answers: {run.err.strip()[-2000:]}")
    return run, answers


def complaints(paths, stumbled, seed):
    """With the plugin as without: no crash, no word more on stderr, no stumbling in the trees."""
    try:
        on, answers = session(paths, seed)
        off, _ = session(paths, seed, names=["tcp.len"], plugin=False)
    except sharkd.Broken as why:
        return [why]
    lines = []
    said, would_say = (SESSION.sub("", run.err) for run in (on, off))
    if said != would_say:
        lines.append(f"sharkd says {said!r}, without the plugin {would_say!r}")
    more = len(stumbled.findall(on.out)) - len(stumbled.findall(off.out))
    if more > 0:
        lines.append(f"{more} more of {set(stumbled.findall(on.out))} than without the plugin")
    if not any("labflow.phase" in json.dumps(answer) for answer in answers):
        lines.append("no damaged copy shows a labflow field: this sweep looked at nothing")
    return lines
