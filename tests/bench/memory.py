# SPDX-License-Identifier: GPL-2.0-or-later
"""Splits what the plugin adds to peak memory into octets a frame and octets a connection."""
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Growth:
    frames: int
    connections: int
    octets: int  # peak with the plugin less peak without


def split(growths):
    """(octets once, octets a frame, octets a connection) that fit all captures best, by least
    squares: the normal equations, exactly."""
    rows = [(1, growth.frames, growth.connections) for growth in growths]
    matrix = [[Fraction(sum(row[i] * row[j] for row in rows)) for j in range(3)] for i in range(3)]
    right = [Fraction(sum(row[i] * growth.octets for row, growth in zip(rows, growths)))
             for i in range(3)]
    return tuple(float(value) for value in solve(matrix, right))


def solve(matrix, right):
    """Gauss and Jordan's elimination."""
    table = [[*row, value] for row, value in zip(matrix, right)]
    for column in range(len(table)):
        pivot = next((row for row in table[column:] if row[column]), None)
        if pivot is None:
            raise ValueError("these captures cannot tell frames from connections")
        table.remove(pivot)
        table.insert(column, [value / pivot[column] for value in pivot])
        for index, row in enumerate(table):
            if index != column:
                table[index] = [value - row[column] * unit
                                for value, unit in zip(row, table[column])]
    return [row[-1] for row in table]
