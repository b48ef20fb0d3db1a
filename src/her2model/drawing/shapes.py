"""Outlines: boxes by kind of species, wires with round corners, arrowheads, lipids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from her2model.drawing.curves import curve
from her2model.drawing.geometry import Glyph, Point, Wire
from her2model.drawing.scene import Command, Shape
from her2model.model.parts import Kind
from her2model.model.rules import Sign

__all__ = [
    "circle",
    "corner_box",
    "cross",
    "ellipse",
    "filled_to",
    "glyph_outline",
    "half",
    "head",
    "head_at",
    "lipid_row",
    "polygon",
    "runs",
    "wave",
]

CORNER = 5.0
HEAD_LENGTH, HEAD_WIDTH, BAR = 7.0, 7.0, 8.0
GAP = 2.6
_K = 0.4142  # handle of a quarter circle drawn as two curves


def polygon(points: Sequence[tuple[float, float]]) -> tuple[Command, ...]:
    """Return a closed outline through points."""
    first, *rest = points
    return (("M", first), *(("L", p) for p in rest), ("Z", ()))


def corner_box(x0: float, y0: float, x1: float, y1: float, radius: float) -> tuple[Command, ...]:
    """Return a box with round corners."""
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    return (
        ("M", (x0 + r, y0)),
        ("L", (x1 - r, y0)),
        ("Q", (x1, y0, x1, y0 + r)),
        ("L", (x1, y1 - r)),
        ("Q", (x1, y1, x1 - r, y1)),
        ("L", (x0 + r, y1)),
        ("Q", (x0, y1, x0, y1 - r)),
        ("L", (x0, y0 + r)),
        ("Q", (x0, y0, x0 + r, y0)),
        ("Z", ()),
    )


def ellipse(x: float, y: float, rx: float, ry: float) -> tuple[Command, ...]:
    """Return an ellipse, as eight curves."""
    unit = [
        (1.0, 0.0, 1.0, _K),
        (0.7071, 0.7071, _K, 1.0),
        (0.0, 1.0, -_K, 1.0),
        (-0.7071, 0.7071, -1.0, _K),
        (-1.0, 0.0, -1.0, -_K),
        (-0.7071, -0.7071, -_K, -1.0),
        (0.0, -1.0, _K, -1.0),
        (0.7071, -0.7071, 1.0, -_K),
    ]
    made: list[Command] = [("M", (x + rx, y))]
    for k, (_, _, hx, hy) in enumerate(unit):
        ex, ey, *_ = unit[(k + 1) % 8]
        made.append(("Q", (x + hx * rx, y + hy * ry, x + ex * rx, y + ey * ry)))
    return (*made, ("Z", ()))


def circle(x: float, y: float, r: float) -> tuple[Command, ...]:
    """Return a circle."""
    return ellipse(x, y, r, r)


def glyph_outline(g: Glyph, kind: Kind, inset: float = 0.0) -> tuple[Command, ...]:
    """Return the outline of a box: its form tells the kind of species."""
    x0, y0, x1, y1 = g.left + inset, g.top + inset, g.right - inset, g.bottom - inset
    if kind == "complex":
        c = 6.0
        return polygon(
            [
                *((x0 + c, y0), (x1 - c, y0), (x1, y0 + c), (x1, y1 - c)),
                *((x1 - c, y1), (x0 + c, y1), (x0, y1 - c), (x0, y0 + c)),
            ]
        )
    if kind == "phenotype":
        c, middle = 9.0, (y0 + y1) / 2
        return polygon(
            [(x0, middle), (x0 + c, y0), (x1 - c, y0), (x1, middle), (x1 - c, y1), (x0 + c, y1)]
        )
    if kind in ("lipid", "ligand"):
        return corner_box(x0, y0, x1, y1, (y1 - y0) / 2)
    if kind in ("drug", "gene", "alteration"):
        return corner_box(x0, y0, x1, y1, 1.5)
    return corner_box(x0, y0, x1, y1, 6.5)


def cross(g: Glyph) -> tuple[Command, ...]:
    """Return the two strokes that cross a lost species out."""
    x0, y0, x1, y1 = g.left - 3, g.top - 3, g.right + 3, g.bottom + 3
    return (("M", (x0, y0)), ("L", (x1, y1)), ("M", (x0, y1)), ("L", (x1, y0)))


def head(wire: Wire) -> tuple[Command, ...]:
    """Return the arrowhead, T-bar or diamond at the end of a wire."""
    before, tip = wire.points[-2], wire.points[-1]
    return head_at(tip, before, wire.sign)


def head_at(tip: Point, before: Point, sign: Sign) -> tuple[Command, ...]:
    """Return the arrowhead of a line that ends at ``tip``, coming from ``before``."""
    ux, uy = _unit(before, tip)
    bx, by = tip.x - ux * HEAD_LENGTH, tip.y - uy * HEAD_LENGTH
    if sign == "activation":
        w = HEAD_WIDTH / 2
        return polygon([(tip.x, tip.y), (bx - uy * w, by + ux * w), (bx + uy * w, by - ux * w)])
    if sign == "inhibition":
        x, y, w = tip.x - ux * 1.6, tip.y - uy * 1.6, BAR / 2
        return (("M", (x - uy * w, y + ux * w)), ("L", (x + uy * w, y - ux * w)))
    mx, my, w = tip.x - ux * HEAD_LENGTH / 2, tip.y - uy * HEAD_LENGTH / 2, HEAD_WIDTH / 2.4
    return polygon(
        [(tip.x, tip.y), (mx - uy * w, my + ux * w), (bx, by), (mx + uy * w, my - ux * w)]
    )


def _unit(a: Point, b: Point) -> tuple[float, float]:
    long = max(abs(b.x - a.x), abs(b.y - a.y)) or 1.0
    return (b.x - a.x) / long, (b.y - a.y) / long


def runs(wire: Wire) -> tuple[Command, ...]:
    """Return the line of a wire: round corners, interrupted where it passes beneath another."""
    points = list(wire.points)
    ux, uy = _unit(points[-2], points[-1])
    short = 1.6 if wire.sign == "inhibition" else HEAD_LENGTH - 1
    points[-1] = Point(points[-1].x - ux * short, points[-1].y - uy * short)
    if wire.is_curved:
        return _flowing(points)
    made: list[Command] = [("M", points[0])]
    here = points[0]
    for k in range(1, len(points)):
        corner = points[k]
        if k + 1 == len(points):
            made += _interrupted(here, corner, wire.gaps)
            break
        after = points[k + 1]
        r = min(CORNER, _length(points[k - 1], corner) / 2, _length(corner, after) / 2)
        ax, ay = _unit(points[k - 1], corner)
        bx, by = _unit(corner, after)
        start = Point(corner.x - ax * r, corner.y - ay * r)
        end = Point(corner.x + bx * r, corner.y + by * r)
        made += _interrupted(here, start, wire.gaps)
        made.append(("Q", (*corner, *end)))
        here = end
    return tuple(made)


def _flowing(points: Sequence[Point]) -> tuple[Command, ...]:
    """Draw straight runs down, and curves between them."""
    made: list[Command] = [("M", points[0])]
    for a, b in pairwise(points):
        made += [("L", b)] if a.x == b.x else curve(a, b)
    return tuple(made)


def _interrupted(a: Point, b: Point, gaps: Sequence[Point]) -> Iterator[Command]:
    """Draw a straight run, leaving gaps in it."""
    if a.y == b.y:
        on = [g for g in gaps if g.y == a.y and min(a.x, b.x) < g.x < max(a.x, b.x)]
        way = 1 if b.x > a.x else -1
        for g in sorted(on, key=lambda g: g.x * way):
            # a gap close to a corner stops where the corner begins
            yield "L", (way * max(way * a.x, way * g.x - GAP), g.y)
            yield "M", (way * min(way * b.x, way * g.x + GAP), g.y)
    yield "L", b


def _length(a: Point, b: Point) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


def lipid_row(
    x0: float, x1: float, y: float, depth: float, colour: str, fill: str, group: str
) -> Iterator[Shape]:
    """Draw a row of lipids, heads outside: dotted and dashed lines, which keeps files small."""
    step, r = 7.0, 1.9
    count = int((x1 - x0) / step)
    first = x0 + (x1 - x0 - (count - 1) * step) / 2
    last = first + (count - 1) * step + 0.1
    long = depth / 2 - 2 * r - 0.3
    for way, at in ((1, y + r), (-1, y + depth - r)):
        middle = at + way * (r + long / 2)
        tails = (("M", (first - 1.25, middle)), ("L", (last + 1.25, middle)))
        dash = (0.7, 1.1, 0.7, step - 2.5)
        yield Shape(tails, line=colour, width=long, dash=dash, group=group)
        heads = (("M", (first, at)), ("L", (last + 0.5, at)))
        for width, shade in ((2 * r + 0.7, colour), (2 * r - 0.7, fill)):
            yield Shape(
                heads, line=shade, width=width, dash=(0.1, step - 0.1), round_cap=True, group=group
            )


def half(g: Glyph, outline: Sequence[Command]) -> tuple[Command, ...]:
    """Return the left half of an outline, for a species that is on in some attractors only."""
    return tuple(
        (c, tuple(min(v, g.x) if k % 2 == 0 else v for k, v in enumerate(at))) for c, at in outline
    )


def filled_to(g: Glyph, outline: Sequence[Command], share: float) -> tuple[Command, ...]:
    """Return the lower part of an outline, for a species that is at one of several levels."""
    edge = g.bottom - share * (g.bottom - g.top)
    return tuple(
        (c, tuple(max(v, edge) if k % 2 else v for k, v in enumerate(at))) for c, at in outline
    )


def wave(x: float, y: float, r: float) -> tuple[Command, ...]:
    """Return a small wave, the mark of what does not settle."""
    return (
        ("M", (x - r, y)),
        ("Q", (x - r / 2, y - r * 1.2, x, y)),
        ("Q", (x + r / 2, y + r * 1.2, x + r, y)),
    )
