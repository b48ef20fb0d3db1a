"""The curve of a line that leaves downwards and arrives downwards: two parabolas, end to end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from her2model.drawing.geometry import Point
from her2model.drawing.scene import Command

__all__ = ["crossing", "curve", "sampled"]

_BEND = 0.36
"""How far down the handle of each half lies, as a share of the height."""


def curve(a: Point, b: Point) -> tuple[Command, Command]:
    """Return the two curves from one place to another, upright at both ends."""
    drop = (b.y - a.y) * _BEND
    middle = ((a.x + b.x) / 2, (a.y + b.y) / 2)
    return ("Q", (a.x, a.y + drop, *middle)), ("Q", (b.x, b.y - drop, b.x, b.y))


def crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Return where two curves between the same heights cross; None where they do not."""
    if (a.x - c.x) * (b.x - d.x) >= 0:
        return None
    share = (a.x - c.x) / ((a.x - c.x) - (b.x - d.x))
    return Point(a.x + share * (b.x - a.x), a.y + _depth(share) * (b.y - a.y))


def _depth(share: float) -> float:
    """Return how far down a curve is where it has gone a share of its way across."""
    if share > 0.5:
        return 1 - _depth(1 - share)
    t = math.sqrt(2 * share)
    return 2 * t * (1 - t) * _BEND + t * t / 2


def sampled(points: Sequence[Point], step: int = 12) -> Iterator[Point]:
    """Yield places along a line: its straight runs by their ends, its curves by many."""
    for a, b in pairwise(points):
        yield a
        if a.x != b.x and a.y != b.y:
            for k in range(1, step):
                share = k / step
                yield Point(a.x + share * (b.x - a.x), a.y + _depth(share) * (b.y - a.y))
    yield points[-1]
