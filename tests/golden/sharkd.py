# SPDX-License-Identifier: GPL-2.0-or-later
"""Visits the frames of a capture in any order through sharkd, as a user who clicks around does.

sharkd reads the whole capture when it loads it, so the fields marked later are there from the start."""

import json
import re

import ws

COLUMNS_AT_ONCE = 30  # sharkd takes at most 32 columns in one request


class Broken(Exception):
    """sharkd ended early, or answered with an error."""


def converse(requests, timeout=300, **options):
    """(method, parameters) pairs, asked one after the other in one session: the run and its answers.

    A load that fails half-way is not answered; sharkd goes on with what it has read."""
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": number, "method": method, **({"params": params} if params else {})})
        for number, (method, params) in enumerate([*requests, ("bye", {})], 1)
    ]
    run = ws.run("sharkd", "-", stdin="\n".join(lines) + "\n", timeout=timeout, **options)
    try:
        return run, [json.loads(line) for line in run.out.splitlines() if line.strip()]
    except json.JSONDecodeError as why:
        raise Broken(f"{run}: {why}: {run.err.strip()[-500:]}") from why


def ask(requests):
    """The results of requests, all of which must be answered."""
    run, answers = converse(requests)
    if run.code != 0 or len(answers) != len(requests) + 1:
        raise Broken(f"{run}: {len(answers) - 1} answers to {len(requests)} requests: {run.err.strip()[-500:]}")
    errors = [answer["error"] for answer in answers if "error" in answer]
    if errors:
        raise Broken(f"{run}: {errors[0]}")
    return [answer["result"] for answer in answers[:-1]]


def visit(path, frames, names):
    """The labflow fields by tree and by custom column, in one session.

    First {field: [value, ...]} from the tree of each frame, frames in the order given; then
    {field: value} of the named fields for each frame of the capture, several values joined by a comma."""
    chunks = [names[i : i + COLUMNS_AT_ONCE] for i in range(0, len(names), COLUMNS_AT_ONCE)]
    clicks = [("frame", {"frame": number, "proto": True}) for number in frames]
    lists = [("frames", {f"column{number}": f"{name}:0" for number, name in enumerate(chunk)}) for chunk in chunks]
    answers = ask([("load", {"file": str(path)}), *clicks, *lists])[1:]
    trees = [_collect(answer["tree"], {}) for answer in answers[: len(clicks)]]
    return trees, [_cells(chunks, rows) for rows in zip(*answers[len(clicks) :])]


def _cells(chunks, rows):
    return {name: value for chunk, row in zip(chunks, rows) for name, value in zip(chunk, row["c"])}


def _collect(nodes, found):
    for node in nodes:
        name, _, value = node.get("f", "").partition(" == ")
        if name.startswith("labflow."):
            found.setdefault(name, []).append(_unquoted(value))
        _collect(node.get("n") or [], found)
    return found


def _unquoted(text):
    """The value in a display filter: "say \\"hi\\"" is quoted, a number is not."""
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:-1])
