"""Boxes and lines of a picture that tells a reason: what acts, what is released, what is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from her2model.drawing.geometry import FONT, Glyph, Layout, Point, Wire
from her2model.drawing.placement import short_name
from her2model.drawing.scene import Item, Shape, Words
from her2model.drawing.shapes import circle, glyph_outline, head_at, polygon, runs
from her2model.drawing.styles import Signals, Style
from her2model.drawing.text_metrics import LINE_HEIGHT, text_width
from her2model.model.parts import Kind
from her2model.model.rules import Sign

__all__ = [
    "STRIP",
    "BoxLook",
    "LineLook",
    "badge",
    "band_items",
    "box",
    "box_sample",
    "cross_on",
    "line",
    "line_sample",
    "sample_wire",
]

STRIP = 18.0
_BADGE = 8.6


@dataclass(frozen=True, slots=True)
class LineLook:
    """How a line is drawn: ``away`` is how far its head stays off the box."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    halo: str = ""
    away: float = 0.0


@dataclass(frozen=True, slots=True)
class BoxLook:
    """How a box is drawn; ``second`` fills its right half, ``sign`` stands at its right end."""

    fill: str
    outline: str
    width: float
    text: str
    bold: bool = False
    dash: tuple[float, ...] = ()
    struck: str = ""
    second: str = ""
    sign: str = ""
    sign_colour: str = ""
    stacked: bool = False


def line(wire: Wire, look: LineLook, group: str) -> Iterator[Item]:
    """Draw a line with its head, and its halo below it."""
    away = look.away if wire.sign == "activation" else max(look.away, 3.5)
    held = _held(wire, away)
    path = runs(held)
    if look.halo:
        yield Shape(path, line=look.halo, width=9.5, round_cap=True, group=f"halo-{group}")
    yield Shape(path, line=look.colour, width=look.width, dash=look.dash, group=group)
    form = head_at(held.points[-1], held.points[-2], wire.sign)
    if wire.sign == "inhibition":
        yield Shape(form, line=look.colour, width=max(2.2, look.width), group=group)
    elif wire.sign == "dual":
        yield Shape(form, fill="#FFFFFF", line=look.colour, width=1.2, group=group)
    else:
        yield Shape(form, fill=look.colour, group=group)


def _held(wire: Wire, away: float) -> Wire:
    """Return the line with its end held off the box."""
    before, tip = wire.points[-2], wire.points[-1]
    long = max(abs(tip.x - before.x), abs(tip.y - before.y))
    share = min(away, long / 3) / long if long else 0.0
    end = Point(tip.x - (tip.x - before.x) * share, tip.y - (tip.y - before.y) * share)
    return replace(wire, points=(*wire.points[:-1], end))


def cross_on(wire: Wire, colour: str, group: str) -> Iterator[Item]:
    """Cross a line out, near its beginning but clear of its corners."""
    a, b = max(pairwise(wire.points[:3]), key=lambda ab: _length(*ab))
    far = min(16.0, _length(a, b) / 2)
    long = _length(a, b) or 1.0
    x, y = a.x + (b.x - a.x) * far / long, a.y + (b.y - a.y) * far / long
    for way in (1, -1):
        stroke = (("M", (x - 5, y - 5 * way)), ("L", (x + 5, y + 5 * way)))
        yield Shape(stroke, line="#FFFFFF", width=4.2, group=group)
    for way in (1, -1):
        stroke = (("M", (x - 5, y - 5 * way)), ("L", (x + 5, y + 5 * way)))
        yield Shape(stroke, line=colour, width=2.2, group=group)


def _length(a: Point, b: Point) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


def box(g: Glyph, kind: Kind, look: BoxLook, group: str) -> Iterator[Item]:
    """Draw a box with its label."""
    outline = glyph_outline(g, kind)
    if look.stacked:
        behind = replace(g, x=g.x + 3, y=g.y + 3)
        back = glyph_outline(behind, kind)
        yield Shape(back, fill="#FFFFFF", line=look.outline, width=look.width, group=group)
    yield Shape(outline, fill=look.fill, group=group)
    if look.second:
        right = tuple(
            (c, tuple(max(v, g.x) if k % 2 == 0 else v for k, v in enumerate(at)))
            for c, at in outline
        )
        yield Shape(right, fill=look.second, group=group)
    yield Shape(outline, line=look.outline, width=look.width, dash=look.dash, group=group)
    room = 12.0 if look.sign else 0.0
    count = len(g.lines)
    for k, text in enumerate(g.lines):
        y = g.y + (k - (count - 1) / 2) * FONT * LINE_HEIGHT
        bold = look.bold and text_width(text, FONT, bold=True) + 6 + room <= g.width
        yield Words(g.x - room / 2, y, text, FONT, look.text, bold=bold, group=group)
    if look.sign:
        inset = 15.0 if kind == "phenotype" else 9.0
        yield from _sign(Point(g.right - inset, g.y), look.sign, look.sign_colour, group)
    if look.struck:
        slash = (("M", (g.left - 4, g.bottom + 4)), ("L", (g.right + 4, g.top - 4)))
        yield Shape(slash, line=look.struck, width=2.0, group=group)


def _sign(at: Point, sign: str, colour: str, group: str) -> Iterator[Item]:
    """Draw a triangle that stands on its base (on) or on its tip (off)."""
    way = 1 if sign == "on" else -1
    points = [(at.x - 4, at.y + 3.5 * way), (at.x + 4, at.y + 3.5 * way), (at.x, at.y - 3.5 * way)]
    yield Shape(polygon(points), fill=colour, group=group)


def badge(
    g: Glyph, number: str, colour: str, group: str, ends: Sequence[Point] = ()
) -> Iterator[Item]:
    """Draw the number of a box at one of its corners, where no line ends."""
    wide = max(_BADGE, text_width(number, FONT, bold=True) / 2 + 2.5)
    out = wide - _BADGE + 2.5
    corners = [
        Point(g.left - out, g.top - 2.5),
        Point(g.right + out, g.top - 2.5),
        Point(g.left - out, g.bottom + 2.5),
        Point(g.right + out, g.bottom + 2.5),
    ]

    def room(p: Point) -> float:
        return min((max(abs(p.x - e.x), abs(p.y - e.y)) for e in ends), default=99.0)

    x, y = max(corners, key=lambda p: min(room(p), 15.0))
    form = circle(x, y, _BADGE) if wide == _BADGE else _pill(x, y, wide)
    yield Shape(form, fill=colour, line="#FFFFFF", width=1.2, group=group)
    yield Words(x, y, number, FONT, "#FFFFFF", bold=True, group=group)


def _pill(x: float, y: float, wide: float) -> tuple[tuple[str, tuple[float, ...]], ...]:
    glyph = Glyph("", x, y, 2 * wide, 2 * _BADGE, ())
    return glyph_outline(glyph, "lipid")


def band_items(layout: Layout, style: Style, signals: Signals) -> Iterator[Item]:
    """Draw the bands of a cell, the membrane as two double lines."""
    left, right = -STRIP, layout.width
    for b in layout.bands:
        fill = style.bands[b.name]
        box_path = polygon([(left, b.top), (right, b.top), (right, b.bottom), (left, b.bottom)])
        yield Shape(box_path, fill=fill, group=f"band-{b.name or 'other'}")
        edges: Sequence[tuple[float, float]] = ()
        if b.name == "membrane":
            edges = ((b.top + 1, 1.6), (b.top + 4, 1.6), (b.bottom - 4, 1.6), (b.bottom - 1, 1.6))
        for y, width in edges:
            path = (("M", (left, y)), ("L", (right, y)))
            yield Shape(path, line=style.lipid, width=width, dash=(5, 2.4), group=f"band-{b.name}")
        if b.name == "nucleus":
            path = (("M", (left, b.top)), ("L", (right, b.top)))
            yield Shape(
                path, line=style.nucleus_line, width=2.6, dash=(14, 4), group="band-nucleus"
            )
        name = short_name(b.name)
        if name and name != "outcome":
            middle = (b.top + b.bottom) / 2
            yield Words(
                left + 9,
                middle,
                name,
                FONT,
                signals.faint,
                italic=True,
                upright=True,
                group=f"band-{b.name}",
            )


def sample_wire(sign: Sign) -> Wire:
    """Return a line for the key."""
    return Wire("", "", "", sign, (Point(2, 10), Point(38, 10)), 0)


def line_sample(look: LineLook, sign: Sign) -> tuple[Item, ...]:
    """Draw a line for the key."""
    drawn = line(sample_wire(sign), look, "legend")
    return tuple(replace(i, group="legend") for i in drawn)


def box_sample(look: BoxLook) -> tuple[Item, ...]:
    """Draw a box for the key."""
    return tuple(box(Glyph("", 22, 10, 30, 16, ()), "protein", look, "legend"))
