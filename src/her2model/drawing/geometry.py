"""What a drawing consists of, as pure data: boxes, wires and bands with their coordinates.

Lengths are points at natural size; x runs to the right and y downwards. Nothing here knows colours,
states or file formats.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from her2model.model.rules import Sign

__all__ = ["FONT", "Band", "Glyph", "Layout", "Point", "Wire", "snapped"]

FONT = 10.0
"""Size of a label."""


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """The box of a species: its centre, its size, and its label as broken into lines.

    ``folded`` are the species of a chain, in its order, where the box stands for all of them.
    """

    species: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    bold: bool = False
    folded: tuple[str, ...] = ()

    @property
    def left(self) -> float:
        """Smallest x."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Largest x."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Smallest y."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Largest y."""
        return self.y + self.height / 2

    def holds(self, p: Point, margin: float = 0.0) -> bool:
        """Whether a point is inside the box, or within a margin round it."""
        inside_x = self.left - margin < p.x < self.right + margin
        return inside_x and self.top - margin < p.y < self.bottom + margin


@dataclass(frozen=True, slots=True)
class Wire:
    """The line of one interaction, from the border of its source to that of its target.

    Wires of one ``bundle`` may share a trunk: each of the bundle's sources acts with this sign on
    each of its targets, or all have one source, so that a shared line can be read only one way.
    ``gaps`` are the places where it passes beneath another wire.
    """

    interaction: str
    source: str
    target: str
    sign: Sign
    points: tuple[Point, ...]
    bundle: int
    gaps: tuple[Point, ...] = ()

    @property
    def is_curved(self) -> bool:
        """Whether some part of it is neither level nor upright."""
        return any(a.x != b.x and a.y != b.y for a, b in pairwise(self.points))

    @property
    def end(self) -> Point:
        """Tip of the arrowhead."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Band:
    """A compartment, across the whole width."""

    name: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing's geometry: :func:`~her2model.drawing.layout.layout` makes it."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    wires: tuple[Wire, ...]
    bands: tuple[Band, ...]
    layers: tuple[tuple[float, float], ...] = ()
    """Top and bottom of each layer where signal flows down in layers; else empty."""

    def glyph(self, species: str) -> Glyph:
        """Return the box of a species."""
        return next(g for g in self.glyphs if g.species == species)

    def crossings(self) -> int:
        """Count the places where two wires cross; wires of one bundle on a trunk count once."""
        return len({p for w in self.wires for p in w.gaps})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Layout:
        """Read what :meth:`to_dict` gives back."""
        return cls(
            data["width"],
            data["height"],
            tuple(
                Glyph(**{**g, "lines": tuple(g["lines"]), "folded": tuple(g.get("folded", ()))})
                for g in data["glyphs"]
            ),
            tuple(
                Wire(
                    **{
                        **w,
                        "points": tuple(Point(*p) for p in w["points"]),
                        "gaps": tuple(Point(*p) for p in w["gaps"]),
                    }
                )
                for w in data["wires"]
            ),
            tuple(Band(**b) for b in data["bands"]),
            tuple((top, bottom) for top, bottom in data.get("layers", ())),
        )


def snapped(value: float, step: float) -> float:
    """Round up to a multiple of a step."""
    return math.ceil(value / step - 1e-9) * step
