# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables that read well on a terminal and are Markdown."""
import statistics


def median(values):
    return statistics.median(values)


def spread(values, form):
    """The median, with the smallest and the largest beside it."""
    low, middle, high = (format(value, form) for value in
                         (min(values), median(values), max(values)))
    return f"{middle} ({low} to {high})"


def verdict(value, limit):
    if limit is None:
        return "-"
    return f"at most {limit:g}: {'met' if value <= limit else 'NOT met'}"


def render(title, header, rows):
    grid = [header, *rows]
    widths = [max(len(row[column]) for row in grid) for column in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in grid]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([f"### {title}", "", lines[0], rule, *lines[1:], ""])
