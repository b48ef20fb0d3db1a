"""The cells of a resistance matrix as shapes and words."""

from __future__ import annotations

from collections.abc import Iterator

from her2model.answers.escapes import Escapes
from her2model.answers.resistance import Cell
from her2model.drawing.matrix_layout import LARGE, TEXT, Grid
from her2model.drawing.scene import Item, Shape, Words
from her2model.drawing.shapes import circle, corner_box, polygon
from her2model.drawing.styles import DARK_VERDICTS, STYLES, VERDICT_FILLS
from her2model.drawing.text_metrics import text_width
from her2model.verdicts import INERT, RESISTANT, Look

__all__ = ["corner", "disc", "dot", "is_partly", "large", "pale", "sample", "small"]

_PARTLY = "#F8D088"
_STYLE = STYLES["textbook"]
_INK, _QUIET = _STYLE.ink, _STYLE.quiet


def is_partly(cell: Cell, escapes: Escapes) -> bool:
    """Whether it resists, and some arm of signalling is off."""
    return cell.look.word == RESISTANT and len(escapes.on(cell)) < len(escapes.arms)


def large(
    cell: Cell, escapes: Escapes, x: float, y: float, group: str, grid: Grid
) -> Iterator[Item]:
    """Draw a cell of a wide column: its colour, and its sign or the arms that stay on."""
    look = cell.look
    mark = escapes.mark(cell) if look.word == RESISTANT else look.sign
    if grid.is_dense:
        mark = mark.replace("+", "")
    if is_partly(cell, escapes):
        yield pale(look, x, y, group, grid)
    else:
        box = corner_box(x, y, x + grid.wide, y + grid.tall, 0)
        yield Shape(box, fill=VERDICT_FILLS[look.role], width=1.6, group=group)
    fits = grid.is_dense or text_width(mark, TEXT, bold=True) <= grid.wide - 4
    at = x + grid.wide / 2, y + grid.tall / 2
    yield Words(*at, mark, TEXT if fits else TEXT * 0.8, _ink(look), bold=True, group=group)


def pale(look: Look, x: float, y: float, group: str, grid: Grid = LARGE) -> Shape:
    """Return the pale box of a cell in which some arm is off."""
    box = corner_box(x + 0.8, y + 0.8, x + grid.wide - 0.8, y + grid.tall - 0.8, 0)
    return Shape(box, fill=_PARTLY, line=VERDICT_FILLS[look.role], width=1.6, group=group)


def sample(look: Look) -> list[Item]:
    """Return a cell for the key."""
    wide, tall = LARGE.wide, LARGE.tall
    box = Shape(corner_box(0, 0, wide, tall, 0), fill=VERDICT_FILLS[look.role])
    return [box, Words(wide / 2, tall / 2, look.sign, TEXT, _ink(look), bold=True)]


def _ink(look: Look) -> str:
    return "#FFFFFF" if look.role in DARK_VERDICTS else _INK


def small(cell: Cell, hits: bool, x: float, y: float, group: str, grid: Grid) -> Iterator[Item]:
    """Draw a cell of a narrow column."""
    middle = y + grid.tall / 2
    if cell.word not in (INERT, RESISTANT):
        half = min(8.0, grid.narrow / 2)
        box = corner_box(x - half, y + grid.gap, x + half, y + grid.tall - grid.gap, 0)
        yield Shape(box, fill=VERDICT_FILLS[cell.look.role], group=group)
        yield Words(x, middle, cell.sign, TEXT, _ink(cell.look), bold=True, group=group)
    elif hits:
        yield from disc(x, middle, group)
    else:
        yield dot(x, middle, group)


def dot(x: float, y: float, group: str = "") -> Shape:
    """Return the mark of a drug that changes nothing."""
    return Shape(circle(x, y, 1.6), fill=_QUIET, group=group)


def disc(x: float, y: float, group: str = "legend") -> Iterator[Item]:
    """Draw a disc whose left half is filled."""
    whole = circle(x, y, 6.0)
    left = tuple(
        (c, tuple(min(v, x) if k % 2 == 0 else v for k, v in enumerate(at))) for c, at in whole
    )
    yield Shape(left, fill=_INK, group=group)
    yield Shape(whole, line=_INK, width=1.2, group=group)


def corner(right: float, top: float, group: str, grid: Grid = LARGE) -> Shape:
    """Return the dark corner of a cell."""
    long = 5.0 if grid.is_dense else 7.5
    points = [(right - long, top), (right, top), (right, top + long)]
    return Shape(polygon(points), fill=_INK, line="#FFFFFF", width=0.6, group=f"corner-{group}")
