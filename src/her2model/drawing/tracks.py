"""The lines of a layered drawing: which layers an arrow passes, and which arrows share a line.

Arrows of one source and one sign that lead the same way share a trunk, from which each branches
off where its target is near: a shared line can be read only one way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from her2model.drawing.layering import Arc, Layers

__all__ = ["Track", "Tracks", "tracks"]


@dataclass(frozen=True, slots=True)
class Track:
    """The entries that an arrow passes, from its source to its target, and its trunk."""

    arc: Arc
    entries: tuple[int, ...]
    trunk: int


@dataclass(slots=True)
class Tracks:
    """Entries by layer: numbers below ``boxes`` are species, the others bends of long lines."""

    boxes: int
    layers: list[list[int]]
    tracks: list[Track] = field(default_factory=list)
    lines: dict[tuple[int, int], float] = field(default_factory=dict)
    trunks: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """Line from the upper to the lower entry → the trunks that run there."""

    def is_bend(self, entry: int) -> bool:
        """Whether an entry is no species."""
        return entry >= self.boxes

    @property
    def bends(self) -> frozenset[int]:
        """Every entry that is no species."""
        return frozenset(n for layer in self.layers for n in layer if n >= self.boxes)


def tracks(species: Sequence[str], arcs: Sequence[Arc], layers: Layers) -> Tracks:
    """Lead every arrow through the layers between its ends."""
    number = {s: k for k, s in enumerate(species)}
    depth = max(layers.of.values(), default=0) + 1
    made = Tracks(len(species), [[] for _ in range(depth)])
    for s in species:
        made.layers[layers.of[s]].append(number[s])
    passed: dict[tuple[int, int], int] = {}
    trunks: dict[tuple[str, str, bool], int] = {}
    count = len(species)
    for a in arcs:
        start, end = layers.of[a.source], layers.of[a.target]
        way = 1 if end > start else -1
        trunk = trunks.setdefault((a.source, a.sign, way > 0), len(trunks))
        entries = [number[a.source]]
        for layer in range(start + way, end, way):
            if (trunk, layer) not in passed:
                passed[trunk, layer] = count
                made.layers[layer].append(count)
                count += 1
            entries.append(passed[trunk, layer])
        entries.append(number[a.target])
        made.tracks.append(Track(a, tuple(entries), trunk))
    _note_lines(made)
    return made


def _note_lines(made: Tracks) -> None:
    place: Mapping[int, int] = {n: k for k, layer in enumerate(made.layers) for n in layer}
    for t in made.tracks:
        for a, b in zip(t.entries, t.entries[1:], strict=False):
            line = (a, b) if place[a] < place[b] else (b, a)
            there = made.trunks.setdefault(line, [])
            if t.trunk not in there:
                there.append(t.trunk)
                made.lines[line] = made.lines.get(line, 0.0) + 1
