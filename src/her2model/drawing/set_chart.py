"""A chart of sets of names: a column for each set, a dot for each member."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.canvas import rendered
from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.shapes import circle, corner_box
from her2model.drawing.styles import OKABE_ITO, STYLES
from her2model.drawing.text_metrics import printable, text_width, wrapped
from her2model.errors import LimitError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_COLUMNS", "set_chart", "set_picture"]

MOST_COLUMNS = 80
"""Most sets in a chart."""

_LOOK = STYLES["textbook"]
_INK, _QUIET = _LOOK.ink, _LOOK.quiet
_TEXT, _TITLE = 10.0, 14.0
_ROW, _COLUMN, _GROUP, _BAR = 19.0, 17.0, 16.0, 70.0


def set_chart(
    sets: Collection[Collection[str]],
    *,
    title: str = "",
    ax: Axes | None = None,
    file: str | Path | None = None,
) -> Axes:
    """Draw sets of alterations, or of drugs: a column for each set, a dot for each member.

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
        There are more than 80 sets.

    Notes
    -----
    Columns stand by size, the smallest sets first; rows by how many sets hold a name, which the
    bars on the left count. The form is that of an UpSet plot (doi:10.1109/TVCG.2014.2346248).

    Examples
    --------
    >>> axes = set_chart([{"PTEN loss"}, {"MET", "p95HER2"}, {"MET", "EGFR"}])
    """
    return rendered(set_picture(sets, title), ax, file)


def set_picture(sets: Collection[Collection[str]], title: str = "") -> Picture:
    """Return the chart as shapes and words."""
    every = sorted({frozenset(s) for s in sets}, key=lambda s: (len(s), sorted(s)))
    if len(every) > MOST_COLUMNS:
        raise LimitError(
            f"there are {len(every)} sets and at most {MOST_COLUMNS} are drawn; give the smallest"
        )
    names = sorted({n for s in every for n in s})
    counts = {n: sum(n in s for s in every) for n in names}
    names.sort(key=lambda n: (-counts[n], min(len(s) for s in every if n in s), n))
    every.sort(key=lambda s: (len(s), sorted(names.index(n) for n in s)))
    title = title or "Sets, the smallest first"
    wide = max((text_width(n, _TEXT) for n in names), default=0.0) * 1.05
    left = _BAR + 30 + wide + 14
    columns = list(_columns(every, left))
    right = max((x for x, _ in columns), default=left) + _COLUMN
    width = max(right + 12, 420.0)
    head = wrapped(title, _TITLE, width - 8, bold=True)
    top = 14 + 18 * len(head) + 24
    items: list[Item] = [
        Words(4, 12 + 18 * k, line, _TITLE, _INK, bold=True, anchor="start")
        for k, line in enumerate(head)
    ]
    items += _rows(names, counts, left, top, right)
    items += _dots(columns, names, top)
    items += _sizes(every, left, top)
    bottom = top + _ROW * len(names) + 16
    said = f"{len(every)} sets; a bar counts the sets that hold a name"
    items.append(Words(4, bottom, said, _TEXT, _QUIET, anchor="start"))
    listed = "; ".join(" + ".join(sorted(s)) or "nothing" for s in every) or "none"
    return Picture(width, bottom + 12, tuple(items), title, printable(f"{title}. {listed}."))


def _columns(
    every: Sequence[frozenset[str]], left: float
) -> Iterator[tuple[float, frozenset[str]]]:
    x = left + _COLUMN / 2
    for k, s in enumerate(every):
        if k and len(every[k - 1]) != len(s):
            x += _GROUP
        yield x, s
        x += _COLUMN


def _rows(
    names: Sequence[str], counts: dict[str, int], left: float, top: float, right: float
) -> Iterator[Item]:
    most = max(counts.values(), default=1)
    for k, name in enumerate(names):
        y = top + _ROW * k
        if k % 2 == 0:
            band = corner_box(_BAR + 26, y, right, y + _ROW, 0)
            yield Shape(band, fill="#F3F5F7", group="row")
        long = _BAR * counts[name] / most
        bar = corner_box(_BAR + 4 - long, y + 4, _BAR + 4, y + _ROW - 4, 0)
        yield Shape(bar, fill=OKABE_ITO["blue"], group="bar")
        count = str(counts[name])
        yield Words(_BAR + 8, y + _ROW / 2, count, _TEXT, _INK, bold=True, anchor="start")
        yield Words(left - 10, y + _ROW / 2, name, _TEXT, _INK, anchor="end", group="name")


def _dots(
    columns: Sequence[tuple[float, frozenset[str]]], names: Sequence[str], top: float
) -> Iterator[Item]:
    for x, members in columns:
        ys = [top + _ROW * (names.index(n) + 0.5) for n in members]
        for n in names:
            y = top + _ROW * (names.index(n) + 0.5)
            if n not in members:
                yield Shape(circle(x, y, 2.0), fill="#D5DADF", group="empty")
        if len(ys) > 1:
            path = (("M", (x, min(ys))), ("L", (x, max(ys))))
            yield Shape(path, line=_INK, width=2.4, group="link")
        for y in ys:
            yield Shape(circle(x, y, 5.0), fill=_INK, group="member")


def _sizes(every: Sequence[frozenset[str]], left: float, top: float) -> Iterator[Item]:
    """Head the sets of each size."""
    at = {s: x for x, s in _columns(every, left)}
    for size, group in groupby(every, key=len):
        sets = list(group)
        x0, x1 = at[sets[0]] - _COLUMN / 2 + 2, at[sets[-1]] + _COLUMN / 2 - 2
        line = (("M", (x0, top - 4)), ("L", (x1, top - 4)))
        yield Shape(line, line=_QUIET, width=1.4, group="size")
        word = {0: "none", 1: "alone", 2: "pairs", 3: "triples"}.get(size, f"of {size}")
        long = text_width(word, _TEXT)
        said = word if long <= x1 - x0 + _GROUP - 4 else str(size)
        yield Words((x0 + x1) / 2, top - 13, said, _TEXT, _QUIET)
