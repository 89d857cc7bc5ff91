#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints the captures' README with its table brought up to date. Usage: table.py DIRECTORY RECIPES

A row comes from the recipe's first line, its "Not delivered:" line, the capture and the sampled states.
"""

import ast
import itertools
import pathlib
import sys

from pcap import records

START, END = "<!-- table -->\n", "<!-- end of table -->\n"
HEAD = ("| name | what happens | frames | captured, not delivered | what the kernels said, client/server |\n"
        "|---|---|---|---|---|\n")


def pairs(states):
    """Each sample as client/server states, one after the other, for the connections in it."""
    rows = [line.split("\t") for line in states.read_text().splitlines()]
    samples = []
    for _, sample in itertools.groupby(rows, key=lambda row: row[0]):
        ends = {}
        for _, side, local, peer, state in sample:
            client, server = (local, peer) if side == "client" else (peer, local)
            ends.setdefault((client, server), {})[side] = state
        samples.append(" and ".join(f"{end['client']}/{end['server']}" for end in ends.values()))
    return ", then ".join(samples)


def row(recipe, capture):
    story = ast.get_docstring(ast.parse(recipe.read_text()))
    lost = [line.split(": ", 1)[1] for line in story.splitlines() if line.startswith("Not delivered: ")]
    states = capture.with_suffix(".states")
    said = pairs(states) if states.exists() else ""
    cells = [f"`{recipe.stem}`", story.splitlines()[0], len(list(records(capture.read_bytes()))), "".join(lost), said]
    return f"| {' | '.join(map(str, cells))} |\n"


def capture_of(recipe, captures):
    """Where keys were put into a capture it is a pcapng."""
    path = captures / f"{recipe.stem}.pcapng"
    return path if path.exists() else path.with_suffix(".pcap")


def main(captures, recipes):
    rows = [row(recipe, capture_of(recipe, captures)) for recipe in sorted(recipes.glob("*.py"))]
    text = (captures / "README.md").read_text()
    before, rest = text.split(START)
    _, after = rest.split(END)
    sys.stdout.write("".join((before, START, HEAD, *rows, END, after)))


main(*map(pathlib.Path, sys.argv[1:]))
