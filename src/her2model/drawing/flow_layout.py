"""Draw a network that no curator laid out: layers from the inputs down, curves between them.

Boxes stand in layers, long lines pass a layer at a place of their own, and curves run in the gaps
between layers only: so none runs through a box, whatever the network. Nothing here searches without
a bound, and the same network gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product

from her2model.drawing.chains import Chain
from her2model.drawing.curves import crossing
from her2model.drawing.geometry import Band, Glyph, Layout, Point, Wire
from her2model.drawing.layering import Arc, layered, ordered
from her2model.drawing.ordering import ordered_layers
from her2model.drawing.placement import box_of
from her2model.drawing.straightening import straightened
from her2model.drawing.tracks import Track, Tracks, tracks
from her2model.model.parts import Interaction, Species

__all__ = ["flow_layout"]

HEAD_ROOM = 11.0
"""Straight end of a line, on which its head stands."""
_HEAD, _TAIL = 9.0, 5.0
_APART, _MARGIN = 10.0, 12.0
_LOOP = 12.0
_PINNED = 1.1
"""How many times the crossings may be for the sake of inputs side by side at the top."""
_SEEDS, _TRIAL, _UPWARD = 3, 0.1, 4.0
"""Orders tried, the share of the work for each, and crossings that one arrow upwards is worth."""
_LARGE = 110
"""Most species of a network for which several ways are tried."""
_LEAST_GAP, _MOST_GAP, _SLOPE = 30.0, 64.0, 0.09

_Port = tuple[int, int, int]
"""A box, the entry at the other end of the line, and the line's trunk."""


@dataclass(slots=True)
class _Drawing:
    """Where everything stands as far as it is known."""

    tracks: Tracks
    layer: dict[int, int]
    sides: dict[tuple[int, bool], dict[_Port, bool]]
    """Box, whether below it → its lines there, and whether each ends there in a head."""
    boxes: list[tuple[float, float, tuple[str, ...]]] = field(default_factory=list)
    xs: dict[int, float] = field(default_factory=dict)
    ports: dict[_Port, float] = field(default_factory=dict)
    rows: list[tuple[float, float]] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    """Heights between which curves run below each layer."""


def flow_layout(
    species: Sequence[Species],
    arrows: Sequence[Interaction],
    outputs: Collection[str] = (),
    chains: Mapping[str, Chain] | None = None,
) -> Layout:
    """Lay out a network in layers.

    Parameters
    ----------
    species
        What is drawn.
    arrows
        The arrows between them, each pair of ends once.
    outputs
        Species that stand in the last layer, if nothing is below them.
    chains
        Species → the chain that its box stands for. Of the others in a chain, none is among
        ``species``, and arrows lead from and to its first.

    Returns
    -------
    Layout
        With ``layers``: the top and the bottom of each.
    """
    names = [s.id for s in species]
    arcs = [Arc(a.source, a.target, a.sign) for a in arrows if a.source != a.target]
    loops = {a.source for a in arrows if a.source == a.target}
    drawing = _begun(names, arcs, outputs)
    folded = chains or {}
    drawing.boxes = [_box(drawing, k, s, folded.get(s.id)) for k, s in enumerate(species)]
    made = drawing.tracks
    halves = dict.fromkeys(made.bends, 0.5)
    halves |= {k: b[0] / 2 + _LOOP * (names[k] in loops) for k, b in enumerate(drawing.boxes)}
    drawing.xs = straightened(made.layers, made.lines, halves, made.bends, _APART)
    for n in drawing.xs:
        drawing.xs[n] += 2 * _MARGIN
    _set_ports(drawing)
    _set_rows(drawing)
    glyphs = {s.id: _glyph(drawing, k, s, folded.get(s.id)) for k, s in enumerate(species)}
    wires = _wires(drawing, arrows, glyphs)
    width = max((x + halves[n] for n, x in drawing.xs.items()), default=0.0) + 2 * _MARGIN
    height = drawing.rows[-1][1] + _MARGIN if drawing.rows else 2 * _MARGIN
    bands = (Band("", 0.0, height),)
    return Layout(width, height, tuple(glyphs.values()), wires, bands, tuple(drawing.rows))


def _begun(names: Sequence[str], arcs: Sequence[Arc], outputs: Collection[str]) -> _Drawing:
    made = _ordered(names, arcs, outputs)
    layer = {n: k for k, row in enumerate(made.layers) for n in row}
    sides: dict[tuple[int, bool], dict[_Port, bool]] = {}
    for t in made.tracks:
        for box, other in (t.entries[:2], t.entries[:-3:-1]):
            side = sides.setdefault((box, layer[other] > layer[box]), {})
            side[box, other, t.trunk] = box == t.entries[-1]
    return _Drawing(made, layer, sides)


def _ordered(names: Sequence[str], arcs: Sequence[Arc], outputs: Collection[str]) -> Tracks:
    """Try several ways to set the layers, and order those in which the fewest lines cross.

    Inputs stand in the first layer, unless lines cross much less where they need not.
    """
    reached = {a.target for a in arcs}
    inputs = [s for s in names if s not in reached]
    found = []
    is_large = len(names) > _LARGE
    orders = {tuple(ordered(names, arcs, seed)): None for seed in range(1 if is_large else _SEEDS)}
    firsts = (inputs, ()) if inputs and not is_large else (inputs,)
    for order, first in product(orders, firsts):
        layers = layered(order, arcs, first, outputs)
        made = tracks(names, arcs, layers)
        _, crossings = (None, 0.0) if is_large else ordered_layers(made.layers, made.lines, _TRIAL)
        cost = crossings * (1.0 if first else _PINNED) + _UPWARD * len(layers.upward)
        found.append((cost, made))
    made = min(found, key=lambda f: f[0])[1]
    made.layers, _ = ordered_layers(made.layers, made.lines)
    return made


# -- boxes ----------------------------------------------------------------------------------------


def _box(
    drawing: _Drawing, number: int, species: Species, chain: Chain | None
) -> tuple[float, float, tuple[str, ...]]:
    """Make a box wide enough for its label and for all heads above and below it."""
    wide, tall, lines = box_of(species, chain.labels if chain else ())
    sides = (drawing.sides.get((number, below), {}) for below in (False, True))
    return max(wide, *(sum(map(_pitch, s.values())) + 8 for s in sides)), tall, lines


def _pitch(is_head: bool) -> float:
    return _HEAD if is_head else _TAIL


def _set_ports(drawing: _Drawing) -> None:
    """Spread the lines of a box over its side, in the order of their other ends."""
    for (box, _), side in drawing.sides.items():
        order = sorted(side, key=lambda p: (drawing.xs[p[1]], p[2]))
        total = sum(_pitch(side[p]) for p in order)
        stretch = min(1.6, (drawing.boxes[box][0] - 8) / total)
        x = drawing.xs[box] - total * stretch / 2
        for p in order:
            pitch = _pitch(side[p]) * stretch
            drawing.ports[p] = x + pitch / 2
            x += pitch


def _set_rows(drawing: _Drawing) -> None:
    y = _MARGIN
    rising = {
        drawing.layer[p[0]]
        for (_, below), side in drawing.sides.items()
        for p, is_head in side.items()
        if below and is_head
    }
    widest = _widest(drawing)
    for k, row in enumerate(drawing.tracks.layers):
        deep = max((drawing.boxes[n][1] for n in row if not drawing.tracks.is_bend(n)), default=0)
        drawing.rows.append((y, y + deep))
        above = HEAD_ROOM if k in rising else 3.0
        room = min(_MOST_GAP, max(_LEAST_GAP, above + HEAD_ROOM + 10 + _SLOPE * widest[k]))
        drawing.gaps.append((y + deep + above, y + deep + room - HEAD_ROOM))
        y += deep + room


def _widest(drawing: _Drawing) -> list[float]:
    """Return how far the lines below each layer reach sideways."""
    widest = [0.0] * len(drawing.tracks.layers)
    for a, b in drawing.tracks.lines:
        k = drawing.layer[a]
        widest[k] = max(widest[k], abs(drawing.xs[a] - drawing.xs[b]))
    return widest


def _glyph(drawing: _Drawing, number: int, species: Species, chain: Chain | None) -> Glyph:
    wide, tall, lines = drawing.boxes[number]
    top, bottom = drawing.rows[drawing.layer[number]]
    bold, middle = species.kind == "drug", (top + bottom) / 2
    members = chain.species if chain else ()
    return Glyph(species.id, drawing.xs[number], middle, wide, tall, lines, bold, members)


# -- lines ----------------------------------------------------------------------------------------


def _wires(
    drawing: _Drawing, arrows: Iterable[Interaction], glyphs: Mapping[str, Glyph]
) -> tuple[Wire, ...]:
    by_ends = {(t.arc.source, t.arc.target): t for t in drawing.tracks.tracks}
    beneath = _crossings(drawing)
    trunks = len(drawing.tracks.tracks)
    wires = []
    for a in arrows:
        if a.source == a.target:
            trunks += 1
            points, bundle, gaps = _loop(glyphs[a.source]), trunks, []
        else:
            track = by_ends[a.source, a.target]
            points, bundle = _course(drawing, track, glyphs), track.trunk
            gaps = [p for line in _lines(drawing, track) for p in beneath.get((*line, bundle), [])]
        wires.append(Wire(a.id, a.source, a.target, a.sign, points, bundle, tuple(gaps)))
    return tuple(wires)


def _lines(drawing: _Drawing, track: Track) -> Iterable[tuple[int, int]]:
    for a, b in pairwise(track.entries):
        yield (a, b) if drawing.layer[a] < drawing.layer[b] else (b, a)


def _x(drawing: _Drawing, entry: int, other: int, trunk: int) -> float:
    return drawing.ports.get((entry, other, trunk), drawing.xs[entry])


def _course(drawing: _Drawing, track: Track, glyphs: Mapping[str, Glyph]) -> tuple[Point, ...]:
    source, target = glyphs[track.arc.source], glyphs[track.arc.target]
    is_down = drawing.layer[track.entries[0]] < drawing.layer[track.entries[-1]]
    first = _x(drawing, track.entries[0], track.entries[1], track.trunk)
    course = [Point(first, source.bottom if is_down else source.top)]
    for a, b in pairwise(track.entries):
        top, bottom = drawing.gaps[min(drawing.layer[a], drawing.layer[b])]
        course.append(Point(_x(drawing, a, b, track.trunk), top if is_down else bottom))
        course.append(Point(_x(drawing, b, a, track.trunk), bottom if is_down else top))
    course.append(Point(course[-1].x, target.top if is_down else target.bottom))
    kept = course[:1]
    for before, here, after in zip(course, course[1:], course[2:], strict=False):
        if not before.x == here.x == after.x:
            kept.append(here)
    return (*kept, course[-1])


def _loop(g: Glyph) -> tuple[Point, ...]:
    x, top, bottom = g.right + _LOOP, g.y - 5, g.y + 5
    return Point(g.right, top), Point(x, top), Point(x, bottom), Point(g.right, bottom)


def _crossings(drawing: _Drawing) -> dict[tuple[int, int, int], list[Point]]:
    """Return, for each line of a trunk, the places where it passes beneath another trunk."""
    below: dict[int, list[tuple[int, int, int]]] = {}
    for (a, b), trunks in drawing.tracks.trunks.items():
        below.setdefault(drawing.layer[a], []).extend((a, b, t) for t in trunks)
    found: dict[tuple[int, int, int], list[Point]] = {}
    for layer, lines in below.items():
        top, bottom = drawing.gaps[layer]
        ends = {
            line: (
                Point(_x(drawing, line[0], line[1], line[2]), top),
                Point(_x(drawing, line[1], line[0], line[2]), bottom),
            )
            for line in lines
        }
        for one, other in combinations(lines, 2):
            at = crossing(*ends[one], *ends[other]) if one[2] != other[2] else None
            if at is not None:
                found.setdefault(one, []).append(at)
    return found
