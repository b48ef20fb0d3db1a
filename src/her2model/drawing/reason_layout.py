"""Refold a layout for the few species of an answer: curated order kept, empty rows dropped.

Rows that are not needed fall away with their species; neighbouring rows of a band become one until
the drawing is as flat as its page, in the curated order from left to right. A network that no
curator laid out is set in layers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from her2model.drawing.chains import Chain, Links, folded, links
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.flow_layout import flow_layout
from her2model.drawing.geometry import Layout
from her2model.drawing.lattice import Lattice
from her2model.drawing.placement import Slot, band_of, label_lines, placed
from her2model.drawing.routing import NoRoute, routed
from her2model.drawing.slots import found_slots
from her2model.model.model import Model
from her2model.model.parts import Interaction, Species

__all__ = ["Fold", "refolded"]

_Way = tuple[tuple[int, int], int]
"""Least gaps of boxes beside and below each other; by how much columns may be out of line."""
_WAYS: tuple[_Way, ...] = (((5, 4), 0), ((5, 4), 8), ((5, 4), 18), ((4, 4), 18))
_TIGHT: tuple[_Way, ...] = (((5, 4), 30), ((5, 4), 60), ((4, 3), 60))
"""Ways for what must not be left out only: columns then say little."""
_ROOMIER = ((9, 5), (7, 4), (6, 4))
_PADS = (2, 3)


@dataclass(frozen=True)
class Fold:
    """What is drawn: its layout, and the species that are folded away."""

    layout: Layout
    shown: tuple[str, ...]


def refolded(
    model: Model,
    core: Sequence[str],
    around: Sequence[Sequence[str]],
    apart: Collection[str],
    kinds: Mapping[str, str],
    values: Mapping[str, object],
    room: tuple[float, float] | None,
    wider: Collection[str] = (),
    needed: int = 1,
) -> Fold | None:
    """Lay out the species of an answer in the room that there is.

    Parameters
    ----------
    model
        The model.
    core, around
        Species that must be drawn; groups of species that may be, the most helpful first.
    apart
        Species that keep a box of their own.
    kinds
        Arrow → what it does in the answer; arrows of different kinds share no line.
    values
        The state, for folding silent chains.
    room
        Width and height; None for as much as is needed.
    wider
        Species whose boxes need room for a sign.
    needed
        How many of the groups around are worth a drawing in which columns are out of line.

    Returns
    -------
    Fold or None
        None where not even the core has room.
    """
    for count in range(len(around), -1, -1):
        shown = tuple(dict.fromkeys([*core, *(s for group in around[:count] for s in group)]))
        ways = (*_WAYS, *_TIGHT) if count <= needed else _WAYS
        made = _laid(model, shown, apart, kinds, values, room, wider, ways)
        if made is not None:
            return Fold(made, shown)
    return None


def _laid(
    model: Model,
    shown: Sequence[str],
    apart: Collection[str],
    kinds: Mapping[str, str],
    values: Mapping[str, object],
    room: tuple[float, float] | None,
    wider: Collection[str],
    ways: Sequence[_Way],
) -> Layout | None:
    drawn = [s for s in model.species.values() if s.id in shown]
    arrows = [a for a in model.interactions.values() if {a.source, a.target} <= set(shown)]
    chains = folded(drawn, arrows, apart, values)
    inside = {s for chain in chains.values() for s in chain.species[1:]}
    boxes = [s for s in drawn if s.id not in inside]
    between = links(sorted(arrows, key=lambda a: kinds.get(a.id) != "step"), chains)
    curated = curated_layout(model.name).slots
    if not curated:
        ends = [s.id for s in boxes if s.kind == "phenotype"]
        laid = flow_layout(boxes, between.arrows, ends, chains)
        laid = replace(laid, wires=between.named(laid.wires))
        return laid if _fits(laid.width, laid.height, room) else None
    every = list(model.species.values())
    known = curated if all(s.id in curated for s in boxes) else _filled(model, every, curated)
    slots = {s.id: known[s.id] for s in boxes}
    return _in_bands(boxes, between, slots, chains, kinds, room, wider, ways)


def _filled(
    model: Model, every: Sequence[Species], curated: Mapping[str, Slot]
) -> Mapping[str, Slot]:
    """Find slots for the species that the curators did not place."""
    return found_slots(every, list(model.interactions.values()), curated)


def _fits(width: float, height: float, room: tuple[float, float] | None) -> bool:
    return room is None or (width <= room[0] and height <= room[1])


# -- bands ----------------------------------------------------------------------------------------


def _in_bands(
    boxes: Sequence[Species],
    between: Links,
    slots: Mapping[str, Slot],
    chains: Mapping[str, Chain],
    kinds: Mapping[str, str],
    room: tuple[float, float] | None,
    wider: Collection[str],
    ways: Sequence[_Way],
) -> Layout | None:
    labels = {s.id: _widened(s) for s in boxes if s.id in wider}
    labels |= {first: chain.labels for first, chain in chains.items()}
    bundles = _bundles(between, kinds)
    fitting = [w for w in ways if _flattened(boxes, slots, w, labels, room) is not None][:1]
    roomier = [(gaps, fitting[0][1]) for gaps in _ROOMIER] if fitting and room else []
    for way in (*roomier, *fitting, *(((g, 0) for g in _ROOMIER) if room is None else ())):
        flat = _flattened(boxes, slots, way, labels, room)
        if flat is None:
            continue
        glyphs, bands, width, height = placed(boxes, flat, way[0], labels, _PADS, way[1])
        try:
            wires = routed(Lattice(width, height, glyphs, ()), bundles)
        except NoRoute:
            continue
        members = {first: chain.species for first, chain in chains.items()}
        named = tuple(
            replace(g, folded=members.get(g.species, ()), lines=tuple(map(str.strip, g.lines)))
            for g in glyphs
        )
        return Layout(width, height, named, between.named(wires), bands)
    return None


def _widened(species: Species) -> tuple[str, ...]:
    """Return the lines of a label with blanks that stand for a sign."""
    lines = label_lines(species.name, bold=True)
    return tuple(line + "     " for line in lines)


def _bundles(between: Links, kinds: Mapping[str, str]) -> list[tuple[Interaction, ...]]:
    """Let arrows of one source and one kind share a line, steps never."""

    def key(a: Interaction) -> tuple[str, str, str]:
        kind = kinds.get(between.names[a.source, a.target], "")
        return (
            a.source,
            kind,
            a.id if kind in ("step", "blocked") or a.source == a.target else a.sign,
        )

    return [tuple(group) for _, group in groupby(sorted(between.arrows, key=key), key=key)]


def _flattened(
    boxes: Sequence[Species],
    slots: Mapping[str, Slot],
    way: _Way,
    labels: Mapping[str, Sequence[str]],
    room: tuple[float, float] | None,
) -> dict[str, Slot] | None:
    """Put neighbouring rows into one until the drawing is as flat as its room."""
    gaps, loose = way
    bands = {s.id: band_of(s) for s in boxes}
    home = {s: (bands[s], slots[s].row) for s in slots}  # the row that each species is in
    while True:
        now = _columns(slots, home)
        _, _, width, height = placed(boxes, now, gaps, labels, _PADS, loose)
        if room is None or height <= room[1]:
            return now if _fits(width, height, room) else None
        best: tuple[float, float, int, dict[str, tuple[str, int]]] | None = None
        for k, (upper, lower) in enumerate(_neighbours(home)):
            merged = {s: upper if at == lower else at for s, at in home.items()}
            _, _, wide, tall = placed(boxes, _columns(slots, merged), gaps, labels, _PADS, loose)
            if wide <= room[0] and (best is None or (wide, tall, k) < best[:3]):
                best = wide, tall, k, merged
        if best is None:
            return None
        home = best[3]


def _neighbours(
    home: Mapping[str, tuple[str, int]],
) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Yield the rows of a band that follow each other."""
    yield from ((a, b) for a, b in pairwise(sorted(set(home.values()))) if a[0] == b[0])


def _columns(slots: Mapping[str, Slot], home: Mapping[str, tuple[str, int]]) -> dict[str, Slot]:
    """Give each species its column; what shares one in a row stands in the curated order down."""
    found = {}
    for row in dict.fromkeys(home.values()):
        inside = sorted((s for s in home if home[s] == row), key=lambda s: slots[s])
        columns = sorted({slots[s].column for s in inside})
        after = dict(pairwise([*columns, columns[-1] + 1.0]))
        for column in columns:
            same = [s for s in inside if slots[s].column == column]
            for k, s in enumerate(same):
                found[s] = Slot(column + (after[column] - column) * k / len(same), row[1])
    return found
