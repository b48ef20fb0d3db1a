"""A picture as a list of shapes and words: what every writer of files draws, in this order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["Command", "Item", "Picture", "Shape", "Words", "heading"]

Command = tuple[str, tuple[float, ...]]
"""``M x y``, ``L x y``, ``Q cx cy x y`` (a curve with one handle), or ``Z``, as in SVG."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline, a line, or both; ``group`` says what it belongs to, such as ``node-AKT``."""

    path: tuple[Command, ...]
    fill: str | None = None
    line: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    round_cap: bool = False
    group: str = ""

    def moved(self, dx: float, dy: float) -> Shape:
        """Return it at another place."""
        return replace(
            self,
            path=tuple(
                (c, tuple(v + (dx, dy)[k % 2] for k, v in enumerate(at))) for c, at in self.path
            ),
        )

    def scaled(self, k: float) -> Shape:
        """Return it at another scale."""
        return replace(
            self,
            path=tuple((c, tuple(v * k for v in at)) for c, at in self.path),
            width=self.width * k,
            dash=tuple(d * k for d in self.dash),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; ``y`` is its middle."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    italic: bool = False
    anchor: Anchor = "middle"
    upright: bool = False
    group: str = ""
    turn: float = 0.0
    """Degrees by which it is turned to the left, round its anchor."""

    def moved(self, dx: float, dy: float) -> Words:
        """Return it at another place."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def scaled(self, k: float) -> Words:
        """Return it at another scale."""
        return replace(self, x=self.x * k, y=self.y * k, size=self.size * k)


Item = Shape | Words


def heading(lines: Iterable[str], size: float, colour: str) -> Iterator[Words]:
    """Return the lines of a title, in the upper left corner."""
    for k, line in enumerate(lines):
        yield Words(4, 12 + 18 * k, line, size, colour, bold=True, anchor="start")


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture: its size in points, its items in drawing order, its title and alt text.

    ``names`` says in words what each group is; writers offer it as a tooltip.
    """

    width: float
    height: float
    items: tuple[Item, ...]
    title: str
    alt: str
    names: dict[str, str] = field(default_factory=dict)
