"""Sets of names, such as alterations that defeat a drug: in columns, and by inclusion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.canvas import rendered
from her2model.drawing.scene import Item, Picture, Shape, Words, heading
from her2model.drawing.shapes import circle, corner_box
from her2model.drawing.styles import OKABE_ITO, STYLES
from her2model.drawing.text_metrics import printable, text_width, wrapped
from her2model.errors import LimitError
from her2model.model.arguments import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_COLUMNS", "MOST_SETS", "bypass_lattice", "set_chart", "set_picture"]

MOST_COLUMNS = 80
"""Most sets in a chart."""
MOST_SETS = 60
"""Most sets in a lattice."""

_LOOK = STYLES["textbook"]
_INK, _QUIET = _LOOK.ink, _LOOK.quiet
_MARK = _LOOK.looks["mechanism"]
_TEXT, _TITLE, _LATTICE_TITLE = 10.0, 14.0, 12.0
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
    every = _by_size(sets, MOST_COLUMNS)
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
    items: list[Item] = list(heading(head, _TITLE, _INK))
    items += _rows(names, counts, left, top, right)
    items += _dots(columns, names, top)
    items += _sizes(every, left, top)
    bottom = top + _ROW * len(names) + 16
    said = f"{len(every)} sets; a bar counts the sets that hold a name"
    items.append(Words(4, bottom, said, _TEXT, _QUIET, anchor="start"))
    return Picture(
        width, bottom + 12, tuple(items), title, printable(f"{title}. {_in_words(every)}.")
    )


def _by_size(sets: Collection[Collection[str]], most: int) -> list[frozenset[str]]:
    """Return the sets, each once, the smallest first.

    Raises
    ------
    LimitError
        There are too many to draw.
    """
    every = sorted(
        {frozenset(listed(s, "set")) for s in listed(sets, "sets")},
        key=lambda s: (len(s), sorted(s)),
    )
    if len(every) > most:
        raise LimitError(
            f"there are {len(every)} sets and at most {most} are drawn; give the smallest"
        )
    return every


def _in_words(every: Sequence[frozenset[str]]) -> str:
    return "; ".join(" + ".join(sorted(s)) or "nothing" for s in every) or "none"


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
    every = _by_size(sets, MOST_SETS)
    title = title or "Sets, the smallest at the bottom"
    minimal = {s for s in every if not any(o < s for o in every)}
    boxes, width, height = _set_boxes(every)
    items: list[Item] = list(heading([title], _LATTICE_TITLE, _INK))
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
    width = max(
        width, text_width(title, _LATTICE_TITLE, bold=True) * 1.06 + 8, text_width(key, _TEXT) + 8
    )
    minimum = f"{len(minimal)} of {len(every)} are minimal"
    alt = f"{title}. {_in_words(every)}. {minimum}."
    return rendered(Picture(width, height, tuple(items), title, alt), ax, file)


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
