"""Medians, percentiles, and the table that a bench prints."""

import math
from collections.abc import Sequence


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle. Raises ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank: the smallest value that `percent` of all do not exceed. ValueError for none.

    No interpolation: the result is something that was really measured.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    rank = math.ceil(percent / 100 * len(ordered))
    return ordered[max(0, min(rank, len(ordered)) - 1)]


def spread(values: Sequence[float], digits: int) -> str:
    """`3.1 to 3.4`: how far rounds lie apart, for people."""
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """An aligned Markdown table; the first row is its head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])
