"""Plot sets of names by inclusion: which alterations defeat a drug, which drugs win back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.canvas import rendered
from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.shapes import corner_box
from her2model.drawing.styles import STYLES
from her2model.drawing.text_metrics import text_width, wrapped
from her2model.errors import LimitError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_SETS", "bypass_lattice"]

MOST_SETS = 60
"""Most sets in a lattice."""

_LOOK = STYLES["textbook"]
_INK, _QUIET = _LOOK.ink, _LOOK.quiet
_MARK = _LOOK.looks["mechanism"]
_TEXT = 10.0
_TITLE = 12.0


def bypass_lattice(
    sets: Collection[Collection[str]],
    *,
    title: str = "",
    ax: Axes | None = None,
    file: str | Path | None = None,
) -> Axes:
    """Plot sets of alterations, or of drugs, by size, with lines from each set to the next larger.

    Parameters
    ----------
    sets
        Sets of names, such as the smallest sets of alterations that defeat a drug.
    title
        Shown above.
    ax, file
        As for :func:`~her2model.drawing.diagram.draw`.

    Raises
    ------
    LimitError
        There are more than 60 sets.

    Notes
    -----
    A Hasse diagram of inclusion: a line joins a set with one below it that it holds, where none
    of the others lies between. Sets that hold no other are outlined heavily: the
    minimal ones.

    Examples
    --------
    >>> axes = bypass_lattice([{"PTEN loss"}, {"PTEN loss", "p95HER2"}, {"MET", "p95HER2"}])
    """
    every = sorted({frozenset(s) for s in sets}, key=lambda s: (len(s), sorted(s)))
    if len(every) > MOST_SETS:
        raise LimitError(
            f"there are {len(every)} sets and at most {MOST_SETS} are drawn; give the smallest"
        )
    title = title or "Sets, the smallest at the bottom"
    minimal = {s for s in every if not any(o < s for o in every)}
    boxes, width, height = _set_boxes(every)
    items: list[Item] = [_heading(title)]
    for low, high in _covers(every):
        (x0, y0, _, h0, _), (x1, y1, _, h1, _) = boxes[low], boxes[high]
        line = (("M", (x0, y0 - h0 / 2)), ("L", (x1, y1 + h1 / 2)))
        items.append(Shape(line, line="#9AA4AC", width=1.0))
    for s in every:
        items += _set_items(boxes[s], s in minimal)
    for size, y in sorted({(len(s), boxes[s][1]) for s in every}):
        items.append(Words(4, y, str(size), _TEXT, _QUIET, anchor="start"))
    key = "heavy outline: holds none of the others; a line: holds the set below"
    items.append(Words(4, height + 8, key, _TEXT, _QUIET, anchor="start"))
    height += 20
    width = max(width, text_width(title, _TITLE, bold=True) * 1.06 + 8, text_width(key, _TEXT) + 8)
    said = "; ".join(" + ".join(sorted(s)) or "nothing" for s in every) or "none"
    minimum = f"{len(minimal)} of {len(every)} are minimal"
    return rendered(
        Picture(width, height, tuple(items), title, f"{title}. {said}. {minimum}."), ax, file
    )


_Box = tuple[float, float, float, float, tuple[str, ...]]


def _set_boxes(every: Sequence[frozenset[str]]) -> tuple[dict[frozenset[str], _Box], float, float]:
    """Place the sets: rows by size, the largest at the top, long rows broken."""
    rows: list[list[frozenset[str]]] = []
    for size in sorted({len(s) for s in every}, reverse=True):
        level = [s for s in every if len(s) == size]
        count = -(-len(level) // 7)
        per = -(-len(level) // count)
        rows += [level[k : k + per] for k in range(0, len(level), per)]
    labels = {s: _names(s) for s in every}
    widths = {s: max(text_width(line, _TEXT) for line in labels[s]) * 1.06 + 14 for s in every}
    total = max((sum(widths[s] + 14 for s in row) for row in rows), default=0.0)
    y = 34.0
    boxes: dict[frozenset[str], _Box] = {}
    for row in rows:
        tall = max(len(labels[s]) for s in row) * 12.0 + 12
        x = 20 + (total - sum(widths[s] + 14 for s in row)) / 2
        for s in row:
            boxes[s] = x + widths[s] / 2 + 7, y + tall / 2, widths[s], tall, labels[s]
            x += widths[s] + 14
        y += tall + 34
    return boxes, total + 28, y - 34 + 12 if rows else 50.0


def _names(names: Iterable[str]) -> tuple[str, ...]:
    lines = [part for name in sorted(names) for part in wrapped(f"{name}", _TEXT, 120)]
    return tuple(lines) or ("nothing",)


def _set_items(box: _Box, minimal: bool) -> Iterator[Item]:
    x, y, wide, tall, lines = box
    outline = corner_box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, 5)
    yield Shape(
        outline,
        fill=_MARK.fill if minimal else "#FFFFFF",
        line=_MARK.line if minimal else _INK,
        width=2.0 if minimal else 1.0,
    )
    for k, line in enumerate(lines):
        at = y + (k - (len(lines) - 1) / 2) * 12
        yield Words(x, at, line, _TEXT, _INK)


def _covers(
    every: Sequence[frozenset[str]],
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for low in every:
        for high in every:
            if low < high and not any(low < o < high for o in every):
                yield low, high


def _heading(title: str) -> Words:
    return Words(4, 12, title, _TITLE, _INK, bold=True, anchor="start")
