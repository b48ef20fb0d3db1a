"""The resistance matrix as a chart: which drug still works, and which arm escapes where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.answers.escapes import NONE_ON, Escapes
from her2model.answers.resistance import Cell, ResistanceMatrix
from her2model.drawing.canvas import rendered
from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.shapes import circle, corner_box, polygon
from her2model.drawing.styles import DARK_VERDICTS, STYLES, VERDICT_FILLS
from her2model.drawing.text_metrics import printable, text_width, wrapped
from her2model.engine.simulation import DISCLAIMER
from her2model.verdicts import DEATH, INERT, LOOKS, RESISTANT, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from her2model.uncertainty.robustness import Robustness

__all__ = ["heatmap", "matrix_picture"]

_TEXT, _TITLE = 10.0, 15.0
_WIDE, _TALL, _NARROW = 36.0, 21.0, 19.0
_GAP, _GROUP = 2.0, 11.0
_TURN = 55.0
_PARTLY = "#F8D088"
_STYLE = STYLES["textbook"]
_INK, _QUIET = _STYLE.ink, _STYLE.quiet
_GREY = "#F1F2F4"

_Robust = Mapping[tuple[str, str], "Robustness"]


def heatmap(
    matrix: ResistanceMatrix,
    *,
    ax: Axes | None = None,
    file: str | Path | None = None,
    title: str = "Which drug still works against which alteration, and which arm escapes",
    robust: _Robust | None = None,
) -> Axes:
    """Draw a resistance matrix: alterations down, drugs across.

    Parameters
    ----------
    matrix
        Result of :func:`~her2model.answers.resistance.resistance_matrix`.
    ax
        Axes to draw in; new ones of a fitting size when None.
    file
        Where to write the picture: ``.png``, ``.pdf`` or ``.svg``. Nothing is written when None.
    title
        Heading; empty for none.
    robust
        From :func:`~her2model.uncertainty.matrix.robustness_matrix`: then each cell whose verdict
        is not forced by the arrows, but hangs on a rule, bears a dark corner.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InputError
        The file has another suffix, or cannot be written.

    Notes
    -----
    Each cell has a colour and a sign. A resistant cell names the arms of signalling that stay on in
    it (:class:`~her2model.answers.escapes.Escapes`), and is pale where some arm is off. Drugs that
    leave the unaltered tumour growing stand in narrow columns with the reason; there, a half-filled
    disc says that the drug hits a target all the same. Rows are grouped by the arms by which they
    escape. A dark corner marks a cell that a claim of the model checks.

    Examples
    --------
    >>> import her2model as h2
    >>> ax = heatmap(h2.resistance_matrix("PMC7464074"))
    >>> "p95HER2" in [text.get_text() for text in ax.texts]
    True
    """
    return rendered(matrix_picture(matrix, title, robust), ax, file)


def matrix_picture(
    matrix: ResistanceMatrix, title: str = "", robust: _Robust | None = None
) -> Picture:
    """Return the chart as shapes and words; parameters as for :func:`heatmap`."""
    chart = _Chart(matrix, Escapes(matrix), robust)
    items = list(chart.items(title))
    alt = f"{title} {_in_words(matrix)} {_labels_in_words(robust)}".strip()
    return Picture(chart.width, chart.height, tuple(items), title or "Matrix", printable(alt))


@dataclass
class _Chart:
    """Where rows and columns stand."""

    matrix: ResistanceMatrix
    escapes: Escapes
    robust: _Robust | None
    xs: dict[str, tuple[float, float]] = field(default_factory=dict)
    ys: dict[str, float] = field(default_factory=dict)
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def items(self, title: str) -> Iterator[Item]:
        """Draw everything, and note the size."""
        self._place(title)
        yield from self._title(title)
        yield from self._grey_columns()
        yield from self._heads()
        yield from self._rows()
        yield from self._cells()
        yield from self._margins()
        yield from self._feet()

    # -- places -------------------------------------------------------------------------------

    def _place(self, title: str) -> None:
        m = self.matrix
        names = max((text_width(a, _TEXT, bold=True) for a in m.alterations), default=0.0)
        self.left = 30.0 + names * 1.04 + 8
        x = self.left
        for _, group in groupby(self._working(), key=self._target):
            for d in group:
                self.xs[d] = x, _WIDE
                x += _WIDE + _GAP
            x += _GROUP - _GAP
        for _, group in groupby(self._inert(), key=self.escapes.reason):
            columns = list(group)
            wish = max(text_width(t, _TEXT) for t in self._reason_lines(columns[0])) * 1.04
            pad = max(0.0, wish + 6 - _NARROW * len(columns)) / 2
            x += pad
            for d in columns:
                self.xs[d] = x, _NARROW
                x += _NARROW
            x += pad + _GROUP
        self.width = x + 104
        head = max((text_width(m.label(d), _TEXT) for d in m.drugs), default=0.0)
        subtitle = 34.0 if self.escapes.arms else 0.0
        self.top = (24.0 + subtitle if title else 6.0) + head * 0.85 + 26
        y = self.top
        for k, row in enumerate(self._order()):
            y += _GROUP - 3 if k and self._starts_group(row) else 0.0
            self.ys[row] = y
            y += _TALL + _GAP
        self.height = y
        self.width = max(self.width, text_width(title, _TITLE, bold=True) * 1.04 + 8)

    def _working(self) -> list[str]:
        order = list(dict.fromkeys(map(self._target, self.escapes.working)))
        return sorted(self.escapes.working, key=lambda d: order.index(self._target(d)))

    def _inert(self) -> list[str]:
        order = list(dict.fromkeys(map(self.escapes.reason, self.escapes.inert)))
        return sorted(self.escapes.inert, key=lambda d: order.index(self.escapes.reason(d)))

    def _target(self, column: str) -> str:
        """Return the printed target that a column's drugs have in common with others."""
        model = self.matrix.model
        hit: dict[str, int] = {}
        mine = sorted(self._targets(column), key=list(model.species).index)
        for d in self.escapes.working:
            for t in set(self._targets(d)) & set(mine):
                hit[t] = hit.get(t, 0) + 1
        best = max(mine, key=lambda t: (hit.get(t, 0), -mine.index(t)), default="")
        return model.species[best].name if best else ""

    def _targets(self, column: str) -> list[str]:
        model = self.matrix.model
        drugs = column.split(" + ")
        return [i.target for i in model.interactions.values() if i.source in drugs]

    def _order(self) -> list[str]:
        """Return the rows, the unaltered tumour first, then by the arms by which they escape."""
        first, *rest = self.matrix.alterations
        kinds = list(dict.fromkeys(map(self.escapes.row_kind, rest)))
        kinds.sort(key=lambda kind: -len(kind))
        return [first, *sorted(rest, key=lambda a: kinds.index(self.escapes.row_kind(a)))]

    def _starts_group(self, row: str) -> bool:
        order = self._order()
        before = order[order.index(row) - 1]
        if before == self.matrix.alterations[0]:
            return True
        return self.escapes.row_kind(row) != self.escapes.row_kind(before)

    # -- parts --------------------------------------------------------------------------------

    def _title(self, title: str) -> Iterator[Item]:
        if not title:
            return
        yield _text(4, 12, title, size=_TITLE, bold=True)
        names = self.matrix.model.species
        arms = [f"{letter} {names[a].name}" for a, letter in self.escapes.arms.items()]
        if arms:
            said = (
                f"One alteration, one drug. Letters name the arm that stays on: {', '.join(arms)}."
            )
            yield _text(4, 32, said, colour=_QUIET)

    def _heads(self) -> Iterator[Item]:
        for d, (x, wide) in self.xs.items():
            at = x + wide / 2 + 2
            yield _text(at, self.top - 8, self.matrix.label(d), turn=_TURN)
        if self.escapes.inert and self.escapes.working:
            x = self.xs[self._inert()[0]][0]
            said = "inert: the unaltered tumour grows on as well"
            yield _text(x, self.top - self._head_depth() - 20, said, colour=_QUIET, bold=True)

    def _head_depth(self) -> float:
        labels = (text_width(self.matrix.label(d), _TEXT) for d in self.matrix.drugs)
        return 0.85 * max(labels, default=0.0)

    def _rows(self) -> Iterator[Item]:
        for k, (row, y) in enumerate(self.ys.items()):
            said = "no other alteration" if k == 0 and row == "none" else row
            yield _text(self.left - 7, y + _TALL / 2, said, anchor="end", bold=k == 0)
        rest = list(self.ys)[1:]
        for kind, group in groupby(rest, key=self.escapes.row_kind):
            rows = list(group)
            y0, y1 = self.ys[rows[0]], self.ys[rows[-1]] + _TALL
            yield Shape((("M", (24, y0)), ("L", (24, y1))), line="#9AA4AC", width=3.0)
            names = [self.matrix.model.species[a].name for a in kind]
            said = " + ".join(names) or ("no arm" if self.escapes.arms else "")
            if text_width(said, _TEXT) <= y1 - y0 + 8:
                yield Words(12, (y0 + y1) / 2, said, _TEXT, _QUIET, upright=True)

    def _grey_columns(self) -> Iterator[Item]:
        if not self.ys:
            return
        bottom = max(self.ys.values()) + _TALL + 3
        for _, group in groupby(self._inert(), key=self.escapes.reason):
            columns = list(group)
            x0 = self.xs[columns[0]][0] - 3
            x1 = self.xs[columns[-1]][0] + _NARROW + 3
            yield Shape(corner_box(x0, self.top - 3, x1, bottom, 4), fill=_GREY, group=INERT)

    def _cells(self) -> Iterator[Item]:
        for row, y in self.ys.items():
            for d, (x, wide) in self.xs.items():
                cell = self.matrix.cells[row, d]
                group = f"cell-{row}-{d}"
                if wide == _NARROW:
                    yield from _small(cell, self.escapes.hits(cell), x + wide / 2, y, group)
                else:
                    yield from self._large(cell, x, y, group)
                if self._has_corner(row, d):
                    right = x + wide - (0 if wide == _WIDE else 1)
                    yield _corner(right, y, group)

    def _has_corner(self, row: str, column: str) -> bool:
        if self.robust is not None:
            return self.robust[row, column].label != "forced"
        return (row, column) in self.escapes.claims

    def _large(self, cell: Cell, x: float, y: float, group: str) -> Iterator[Item]:
        look = cell.look
        mark = self.escapes.mark(cell) if look.word == RESISTANT else look.sign
        partly = look.word == RESISTANT and len(self.escapes.on(cell)) < len(self.escapes.arms)
        fill = _PARTLY if partly else VERDICT_FILLS[look.role]
        box = corner_box(x, y, x + _WIDE, y + _TALL, 0)
        edge = VERDICT_FILLS[look.role] if partly else None
        inset = corner_box(x + 0.8, y + 0.8, x + _WIDE - 0.8, y + _TALL - 0.8, 0)
        yield Shape(inset if edge else box, fill=fill, line=edge, width=1.6, group=group)
        ink = "#FFFFFF" if look.role in DARK_VERDICTS else _INK
        size = _TEXT if text_width(mark, _TEXT, bold=True) <= _WIDE - 4 else _TEXT * 0.8
        yield Words(x + _WIDE / 2, y + _TALL / 2, mark, size, ink, bold=True, group=group)

    def _margins(self) -> Iterator[Item]:
        """Tell how many drugs work in each row, and how many claims check it."""
        if not self.escapes.working:
            return
        x = max(x + wide for x, wide in self.xs.values()) + 14
        total = len(self.escapes.working)
        yield _text(x, self.top - 22, "drugs", colour=_QUIET)
        yield _text(x, self.top - 10, f"of {total}", colour=_QUIET)
        if self.escapes.claims:
            yield _text(x + 84, self.top - 10, "claims", colour=_QUIET, anchor="end")
        for row, y in self.ys.items():
            count = self.escapes.responding(row)
            long = 34.0 * count / total
            bar = corner_box(x, y + 5, x + long, y + _TALL - 5, 0)
            yield Shape(bar, fill=VERDICT_FILLS[DEATH], group="margin")
            yield _text(x + long + 4, y + _TALL / 2, str(count), bold=True)
            checked = sum(n for (r, _), n in self.escapes.claims.items() if r == row)
            if checked:
                yield _text(x + 84, y + _TALL / 2, str(checked), colour=_QUIET, anchor="end")

    def _feet(self) -> Iterator[Item]:
        y = max(self.ys.values(), default=self.top) + _TALL + 10
        deepest = y
        for target, group in groupby(self._working(), key=self._target):
            columns = list(group)
            room = self.xs[columns[-1]][0] + _WIDE - self.xs[columns[0]][0]
            lines = wrapped(target, _TEXT, room + _GROUP - 2, bold=True, lines=3)
            yield from self._foot(columns, y, lines, bold=True)
            deepest = max(deepest, y + 12 * len(lines))
        for _, group in groupby(self._inert(), key=self.escapes.reason):
            columns = list(group)
            lines = self._reason_lines(columns[0])
            yield from self._foot(columns, y, lines, bold=False)
            deepest = max(deepest, y + 12 * len(lines))
        y = deepest + 22
        rows = list(self.ys)[1:]
        if rows and self.escapes.working:
            said = f"alterations that resist, of {len(rows)}"
            yield _text(self.left - 7, y + 9, said, colour=_QUIET, anchor="end")
            for d in self.escapes.working:
                yield from self._column_count(d, rows, y)
            y += 34
        yield from self._key(y)

    def _column_count(self, column: str, rows: Sequence[str], y: float) -> Iterator[Item]:
        x = self.xs[column][0]
        count = sum(self.matrix.cells[r, column].verdict == RESISTANT for r in rows)
        box = corner_box(x, y, x + _WIDE, y + 18, 0)
        yield Shape(box, fill="#E9ECEF", group="margin")
        filled = 18 * count / len(rows)
        part = corner_box(x, y + 18 - filled, x + _WIDE, y + 18, 0)
        yield Shape(part, fill="#C5CCD3", group="margin")
        yield _text(x + _WIDE / 2, y + 9, str(count), anchor="middle", bold=True)

    def _reason_lines(self, column: str) -> tuple[str, ...]:
        return wrapped(self.escapes.reason(column) or " ", _TEXT, 62)

    def _foot(
        self, columns: Sequence[str], y: float, lines: Sequence[str], *, bold: bool
    ) -> Iterator[Item]:
        x0, (x, wide) = self.xs[columns[0]][0], self.xs[columns[-1]]
        x1 = x + wide
        colour = _INK if bold else _QUIET
        yield Shape((("M", (x0, y)), ("L", (x1, y))), line=colour, width=1.8, group="group")
        for k, said in enumerate(lines):
            at = (x0 + x1) / 2
            yield _text(at, y + 10 + 12 * k, said, colour=colour, anchor="middle", bold=bold)

    # -- the key ------------------------------------------------------------------------------

    def _key(self, y: float) -> Iterator[Item]:
        x = 4.0
        for sample, said in self._entries():
            long = 46 + text_width(said, _TEXT) * 1.04 + 14
            if x > 4.0 and x + long > self.width:
                x, y = 4.0, y + 24
            for item in sample:
                yield item.moved(x, y)
            yield _text(x + 44, y + _TALL / 2, said)
            x += long
        y += 32
        yield _text(4, y, DISCLAIMER, colour=_QUIET)
        self.height = y + 12

    def _entries(self) -> Iterator[tuple[list[Item], str]]:
        shown = {self.matrix.cells[r, d].look for r in self.ys for d in self.escapes.working}
        for look in LOOKS.values():
            if look not in shown or look.word == INERT:
                continue
            yield self._sample(look), look.meaning
            if look.word == RESISTANT and self._is_partly():
                partly = corner_box(0.8, 0.8, _WIDE - 0.8, _TALL - 0.8, 0)
                edge = VERDICT_FILLS[look.role]
                pale = Shape(partly, fill=_PARTLY, line=edge, width=1.6, group="legend")
                yield [pale], f"resistant, and some arm is off ({NONE_ON}: each)"
        if self.escapes.inert:
            yield list(_disc(_WIDE / 2, _TALL / 2)), "hits its target, growth goes on"
            yield [Shape(circle(_WIDE / 2, _TALL / 2, 1.6), fill=_QUIET)], "changes nothing"
        corners = [key for key in self.matrix.cells if self._has_corner(*key)]
        if self.robust is not None:
            said = f"depends on a rule: {len(corners)} of {len(self.matrix.cells)} cells"
            yield [_corner(_WIDE, 0, "legend")], f"{said}, else forced by the arrows"
        elif corners:
            yield [_corner(_WIDE, 0, "legend")], "checked by a claim"

    def _is_partly(self) -> bool:
        cells = [self.matrix.cells[r, d] for r in self.ys for d in self.escapes.working]
        arms = len(self.escapes.arms)
        return any(c.word == RESISTANT and len(self.escapes.on(c)) < arms for c in cells)

    def _sample(self, look: Look) -> list[Item]:
        box = Shape(corner_box(0, 0, _WIDE, _TALL, 0), fill=VERDICT_FILLS[look.role])
        arms = "+".join(self.escapes.arms.values()) if look.word == RESISTANT else ""
        ink = "#FFFFFF" if look.role in DARK_VERDICTS else _INK
        return [box, Words(_WIDE / 2, _TALL / 2, arms or look.sign, _TEXT, ink, bold=True)]


def _small(cell: Cell, hits: bool, x: float, y: float, group: str) -> Iterator[Item]:
    """Draw a cell of a narrow column."""
    middle = y + _TALL / 2
    if cell.word not in (INERT, RESISTANT):
        role = cell.look.role
        box = corner_box(x - 8, y + 2, x + 8, y + _TALL - 2, 0)
        yield Shape(box, fill=VERDICT_FILLS[role], group=group)
        ink = "#FFFFFF" if role in DARK_VERDICTS else _INK
        yield Words(x, middle, cell.sign, _TEXT, ink, bold=True, group=group)
    elif hits:
        yield from _disc(x, middle, group)
    else:
        yield Shape(circle(x, middle, 1.6), fill=_QUIET, group=group)


def _disc(x: float, y: float, group: str = "legend") -> Iterator[Item]:
    """Draw a disc whose left half is filled."""
    whole = circle(x, y, 6.0)
    left = tuple(
        (c, tuple(min(v, x) if k % 2 == 0 else v for k, v in enumerate(at))) for c, at in whole
    )
    yield Shape(left, fill=_INK, group=group)
    yield Shape(whole, line=_INK, width=1.2, group=group)


def _corner(right: float, top: float, group: str) -> Shape:
    points = [(right - 7.5, top), (right, top), (right, top + 7.5)]
    return Shape(polygon(points), fill=_INK, line="#FFFFFF", width=0.6, group=f"corner-{group}")


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: float = _TEXT,
    colour: str = _INK,
    bold: bool = False,
    anchor: str = "start",
    turn: float = 0.0,
) -> Words:
    where = {"start": "start", "middle": "middle", "end": "end"}[anchor]
    return Words(x, y, text, size, colour, bold=bold, anchor=where, turn=turn)  # type: ignore[arg-type]


def _in_words(matrix: ResistanceMatrix) -> str:
    """Describe the picture for those who cannot see it."""
    rows = []
    for alteration, cells in matrix.rows():
        told = [
            f"{matrix.label(d)} {cell.word}"
            for d, cell in zip(matrix.drugs, cells, strict=True)
            if cell.word != INERT
        ]
        rows.append(f"{alteration}: {', '.join(told) or 'every drug inert'}.")
    return " ".join([*rows, DISCLAIMER])


def _labels_in_words(robust: _Robust | None) -> str:
    if robust is None:
        return ""
    labels: dict[str, list[str]] = {}
    for (alteration, drug), r in robust.items():
        if r.label != "forced":
            labels.setdefault(r.text, []).append(f"{alteration} under {drug}")
    hung = [f"{text}: {', '.join(cells)}." for text, cells in labels.items()]
    return " ".join([*hung, "All else: forced by the arrows."])
