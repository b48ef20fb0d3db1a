"""The resistance matrix as a chart: which drug still works, and which arm escapes where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from her2model.answers.escapes import NONE_ON, Escapes
from her2model.answers.resistance import ResistanceMatrix
from her2model.drawing.canvas import rendered
from her2model.drawing.matrix_cells import corner, disc, dot, is_partly, large, pale, sample, small
from her2model.drawing.matrix_layout import (
    COMPACT,
    LARGE,
    LINE,
    TEXT,
    TITLE,
    Grid,
    MatrixLayout,
)
from her2model.drawing.report import MILLIMETRE, sheets
from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.shapes import corner_box
from her2model.drawing.styles import STYLES, VERDICT_FILLS
from her2model.drawing.text_metrics import printable, text_width, wrapped
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import LimitError
from her2model.model.arguments import made_by
from her2model.verdicts import DEATH, INERT, LOOKS, RESISTANT, look_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from her2model.uncertainty.robustness import Robustness

__all__ = ["heatmap", "matrix_picture"]

_TURN = 55.0
_STYLE = STYLES["textbook"]
_INK, _QUIET = _STYLE.ink, _STYLE.quiet
_GREY = "#F1F2F4"
_LEAST = 6.0
"""Points of the smallest text in a journal."""
_PAGE = 247 * MILLIMETRE
"""Height of a journal's page."""

_Robust = Mapping[tuple[str, str], "Robustness"]


def heatmap(
    matrix: ResistanceMatrix,
    *,
    ax: Axes | None = None,
    file: str | Path | None = None,
    title: str = "Which drug still works against which alteration, and which arm escapes",
    robust: _Robust | None = None,
    size: str | None = None,
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
    size
        ``"single"`` or ``"double"``, the columns of a journal, 89 and 183 mm: text has at least 6
        points. ``"slide"``: at least 10. As large as it comes when None, or for a ``"poster"``.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InputError
        The file has another suffix, or cannot be written.
    UnknownName
        There is no such size.
    LimitError
        The matrix has more rows or columns than the size has room for.

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
    made_by("resistance_matrix", matrix, ResistanceMatrix)
    return rendered(matrix_picture(matrix, title, robust, size), ax, file)


def matrix_picture(
    matrix: ResistanceMatrix,
    title: str = "",
    robust: _Robust | None = None,
    size: str | None = None,
) -> Picture:
    """Return the chart as shapes and words; parameters as for :func:`heatmap`."""
    escapes = Escapes(matrix)
    sheet = None if size is None else sheets(size)[0]
    if sheet is None or sheet.grows:
        return _drawn(escapes, title, robust, LARGE)
    width = sheet.width * sheet.scale
    least, height = (TEXT, sheet.height) if sheet.scale == 1 else (_LEAST, _PAGE)
    for grid in (LARGE, COMPACT):
        made = _drawn(escapes, title, robust, grid)
        k = min(1.0, width / made.width, height / made.height)
        smallest = min(i.size for i in made.items if isinstance(i, Words))
        if k * smallest >= least - 1e-6:
            items = tuple(i.scaled(k) for i in made.items)
            return replace(made, width=made.width * k, height=made.height * k, items=items)
    needs = made.width * least / smallest, made.height * least / smallest
    raise LimitError(
        f"size={size!r} has {width / MILLIMETRE:.0f} × {height / MILLIMETRE:.0f} mm, and with text "
        f"of {least:g} points this matrix needs {needs[0] / MILLIMETRE:.0f} × "
        f"{needs[1] / MILLIMETRE:.0f}: give resistance_matrix fewer drugs= or alterations=, "
        "or take another size"
    )


def _drawn(escapes: Escapes, title: str, robust: _Robust | None, grid: Grid) -> Picture:
    matrix = escapes.matrix
    chart = _Chart(matrix, escapes, robust, MatrixLayout(matrix, escapes, title, grid))
    items = list(chart.items(title))
    alt = f"{title} {_in_words(matrix)} {_labels_in_words(robust)}".strip()
    return Picture(chart.at.width, chart.height, tuple(items), title or "Matrix", printable(alt))


@dataclass
class _Chart:
    """What stands in the places of a layout."""

    matrix: ResistanceMatrix
    escapes: Escapes
    robust: _Robust | None
    at: MatrixLayout
    height: float = 0.0

    @property
    def grid(self) -> Grid:
        """The sizes of cells."""
        return self.at.grid

    def items(self, title: str) -> Iterator[Item]:
        """Draw everything, and note the height."""
        yield from self._title(title)
        yield from self._grey_columns()
        yield from self._heads()
        yield from self._rows()
        yield from self._cells()
        yield from self._margins()
        yield from self._feet()

    # -- parts --------------------------------------------------------------------------------

    def _title(self, title: str) -> Iterator[Item]:
        if not title:
            return
        yield _text(4, 12, title, size=TITLE, bold=True)
        names = self.matrix.model.species
        arms = [f"{letter} {names[a].name}" for a, letter in self.escapes.arms.items()]
        if arms:
            all_on = look_of(RESISTANT).sign
            said = (
                "One alteration, one drug. Letters name the arms that stay on: "
                f"{', '.join(arms)}; {all_on} all of them."
            )
            yield _text(4, 32, said, colour=_QUIET)

    def _heads(self) -> Iterator[Item]:
        for d, (x, wide) in self.at.xs.items():
            at = x + wide / 2 + 2
            yield _text(at, self.at.top - 8, self.matrix.label(d), turn=_TURN)
        if self.escapes.inert and self.escapes.working:
            x = self.at.xs[self.at.inert()[0]][0]
            said = "inert: the unaltered tumour grows on as well"
            x = min(x, self.at.width - text_width(said, TEXT, bold=True) * 1.04 - 4)
            yield _text(x, self.at.top - self._head_depth() - 20, said, colour=_QUIET, bold=True)

    def _head_depth(self) -> float:
        labels = (text_width(self.matrix.label(d), TEXT) for d in self.matrix.drugs)
        return 0.85 * max(labels, default=0.0)

    def _rows(self) -> Iterator[Item]:
        for k, (row, y) in enumerate(self.at.ys.items()):
            said = "no other alteration" if k == 0 and row == "none" else row
            yield _text(self.at.left - 7, y + self.grid.tall / 2, said, anchor="end", bold=k == 0)
        rest = list(self.at.ys)[1:]
        for kind, group in groupby(rest, key=self.escapes.row_kind):
            rows = list(group)
            y0, y1 = self.at.ys[rows[0]], self.at.ys[rows[-1]] + self.grid.tall
            yield Shape((("M", (24, y0)), ("L", (24, y1))), line="#9AA4AC", width=3.0)
            names = [self.matrix.model.species[a].name for a in kind]
            whole = " + ".join(names) or ("no arm" if self.escapes.arms else "")
            letters = "+".join(self.escapes.arms[a] for a in kind)
            said = next((t for t in (whole, letters) if text_width(t, TEXT) <= y1 - y0 + 8), "")
            if said:
                yield Words(12, (y0 + y1) / 2, said, TEXT, _QUIET, upright=True)

    def _grey_columns(self) -> Iterator[Item]:
        if not self.at.ys:
            return
        bottom = max(self.at.ys.values()) + self.grid.tall + 3
        for _, group in groupby(self.at.inert(), key=self.escapes.reason):
            columns = list(group)
            x0 = self.at.xs[columns[0]][0] - 3
            x1 = self.at.xs[columns[-1]][0] + self.grid.narrow + 3
            yield Shape(corner_box(x0, self.at.top - 3, x1, bottom, 4), fill=_GREY, group=INERT)

    def _cells(self) -> Iterator[Item]:
        for row, y in self.at.ys.items():
            for d, (x, wide) in self.at.xs.items():
                cell = self.matrix.cells[row, d]
                group = f"cell-{row}-{d}"
                inert = d in self.escapes.inert
                if inert:
                    hits = self.escapes.hits(cell)
                    yield from small(cell, hits, x + wide / 2, y, group, self.grid)
                else:
                    yield from large(cell, self.escapes, x, y, group, self.grid)
                if self._has_corner(row, d):
                    yield corner(x + wide - inert, y, group, self.grid)

    def _has_corner(self, row: str, column: str) -> bool:
        if self.robust is not None:
            return self.robust[row, column].label != "forced"
        return (row, column) in self.escapes.claims

    def _margins(self) -> Iterator[Item]:
        """Tell how many drugs work in each row, and how many claims check it."""
        if not self.escapes.working:
            return
        x = max(x + wide for x, wide in self.at.xs.values()) + 14
        total = len(self.escapes.working)
        yield _text(x, self.at.top - 22, "drugs", colour=_QUIET)
        yield _text(x, self.at.top - 10, f"of {total}", colour=_QUIET)
        if self.escapes.claims:
            end = x + self.grid.margin - 20
            yield _text(end, self.at.top - 10, "claims", colour=_QUIET, anchor="end")
        for row, y in self.at.ys.items():
            count = self.escapes.responding(row)
            long = self.grid.margin / 3 * count / total
            inset = self.grid.tall / 4
            bar = corner_box(x, y + inset, x + long, y + self.grid.tall - inset, 0)
            yield Shape(bar, fill=VERDICT_FILLS[DEATH], group="margin")
            yield _text(x + long + 4, y + self.grid.tall / 2, str(count), bold=True)
            checked = sum(n for (r, _), n in self.escapes.claims.items() if r == row)
            if checked:
                yield _text(end, y + self.grid.tall / 2, str(checked), colour=_QUIET, anchor="end")

    def _feet(self) -> Iterator[Item]:
        y = max(self.at.ys.values(), default=self.at.top) + self.grid.tall + 10
        depths = [0.0]
        for target, group in groupby(self.at.working(), key=self.at.target):
            columns = list(group)
            lines, size = self._target_lines(target, columns)
            yield from self._foot(columns, y, lines, size)
            depths.append(self._depth(lines, bold=True))
        for _, group in groupby(self.at.inert(), key=self.escapes.reason):
            columns = list(group)
            lines = self.at.reason_lines(columns[0])
            yield from self._foot(columns, y, lines)
            depths.append(self._depth(lines))
        y += max(depths) + 22
        rows = list(self.at.ys)[1:]
        if rows and self.escapes.working:
            said = f"alterations that resist, of {len(rows)}"
            yield _text(self.at.left - 7, y + 9, said, colour=_QUIET, anchor="end")
            for d in self.escapes.working:
                yield from self._column_count(d, rows, y)
            y += 34
        yield from self._key(y)

    def _target_lines(self, target: str, columns: Sequence[str]) -> tuple[tuple[str, ...], float]:
        """Return what stands below the columns of a target, and its size."""
        if self.grid.is_dense:
            return self.at.foot_lines(target, bold=True), TEXT
        room = self.at.xs[columns[-1]][0] + self.grid.wide - self.at.xs[columns[0]][0]
        wide = max(text_width(word, TEXT, bold=True) for word in target.split())
        size = TEXT * min(1.0, (room + self.grid.group - 2) / wide)  # a word is not broken
        return wrapped(target, size, room + self.grid.group - 2, bold=True, lines=3), size

    def _depth(self, lines: Sequence[str], *, bold: bool = False) -> float:
        """Return how far down lines below columns come."""
        if self.grid.is_dense:
            return max((text_width(t, TEXT, bold=bold) for t in lines), default=0.0) * 1.04
        return LINE * len(lines)

    def _column_count(self, column: str, rows: Sequence[str], y: float) -> Iterator[Item]:
        x = self.at.xs[column][0]
        count = sum(self.matrix.cells[r, column].verdict == RESISTANT for r in rows)
        wide = self.grid.wide
        box = corner_box(x, y, x + wide, y + 18, 0)
        yield Shape(box, fill="#E9ECEF", group="margin")
        filled = 18 * count / len(rows)
        part = corner_box(x, y + 18 - filled, x + wide, y + 18, 0)
        yield Shape(part, fill="#C5CCD3", group="margin")
        yield _text(x + wide / 2, y + 9, str(count), anchor="middle", bold=True)

    def _foot(
        self, columns: Sequence[str], y: float, lines: Sequence[str], size: float | None = None
    ) -> Iterator[Item]:
        """Draw what stands below some columns, bold where it has a size of its own."""
        x0, (x, wide) = self.at.xs[columns[0]][0], self.at.xs[columns[-1]]
        x1 = x + wide
        colour = _INK if size else _QUIET
        yield Shape((("M", (x0, y)), ("L", (x1, y))), line=colour, width=1.8, group="group")
        middle = (x0 + x1) / 2
        for k, said in enumerate(lines):
            if self.grid.is_dense:
                at = middle + LINE * (k - (len(lines) - 1) / 2)
                anchor: Literal["end", "middle"] = "end"
                places = at, y + 4
            else:
                places, anchor = (middle, y + 10 + LINE * k), "middle"
            yield Words(
                *places,
                said,
                size or TEXT,
                colour,
                bold=bool(size),
                anchor=anchor,
                upright=self.grid.is_dense,
            )

    # -- the key ------------------------------------------------------------------------------

    def _key(self, y: float) -> Iterator[Item]:
        x = 4.0
        for drawn, said in self._entries():
            long = 46 + text_width(said, TEXT) * 1.04 + 14
            if x > 4.0 and x + long > self.at.width:
                x, y = 4.0, y + 24
            for item in drawn:
                yield item.moved(x, y)
            yield _text(x + 44, y + LARGE.tall / 2, said)
            x += long
        y += 32
        yield _text(4, y, DISCLAIMER, colour=_QUIET)
        self.height = y + 12

    def _entries(self) -> Iterator[tuple[list[Item], str]]:
        cells = [self.matrix.cells[r, d] for r in self.at.ys for d in self.escapes.working]
        shown = {cell.look for cell in cells}
        for look in LOOKS.values():
            if look not in shown or look.word == INERT:
                continue
            yield sample(look), look.meaning
            if look.word == RESISTANT and any(is_partly(c, self.escapes) for c in cells):
                yield (
                    [pale(look, 0, 0, "legend")],
                    f"resistant, and some arm is off ({NONE_ON}: each)",
                )
        if self.escapes.inert:
            middle = LARGE.wide / 2, LARGE.tall / 2
            yield list(disc(*middle)), "hits its target, growth goes on"
            yield [dot(*middle)], "changes nothing"
        corners = [key for key in self.matrix.cells if self._has_corner(*key)]
        if self.robust is not None:
            said = f"depends on a rule: {len(corners)} of {len(self.matrix.cells)} cells"
            yield [corner(LARGE.wide, 0, "legend")], f"{said}, else forced by the arrows"
        elif corners:
            yield [corner(LARGE.wide, 0, "legend")], "checked by a claim"


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: float = TEXT,
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
