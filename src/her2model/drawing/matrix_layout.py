"""Where the rows and columns of a resistance matrix stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from her2model.answers.escapes import Escapes
from her2model.answers.resistance import ResistanceMatrix
from her2model.drawing.text_metrics import text_width, wrapped

__all__ = ["COMPACT", "LARGE", "LINE", "TEXT", "TITLE", "Grid", "MatrixLayout"]

TEXT, TITLE = 10.0, 15.0
LINE = 12.0
_FOOT_WIDE, _FOOT_LONG = 62.0, 84.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Sizes of cells, at text of 10 points.

    Attributes
    ----------
    wide, tall, narrow
        Of a cell, and the width of the column of a drug that is inert.
    group, gap
        Between groups of columns, and between cells.
    margin
        Room on the right.
    is_dense
        Whether what stands below the columns is upright, and letters of arms stand without a plus.
    """

    wide: float = 36.0
    tall: float = 21.0
    narrow: float = 19.0
    group: float = 11.0
    gap: float = 2.0
    margin: float = 104.0
    is_dense: bool = False


LARGE = Grid()
COMPACT = Grid(25.0, 14.0, 14.0, 6.0, 1.0, 78.0, is_dense=True)
"""For a column of a journal."""


@dataclass
class MatrixLayout:
    """Columns by target, the inert ones narrow and by reason; rows by the arms that stay on.

    Attributes
    ----------
    xs
        Column → its left edge and width.
    ys
        Row → its upper edge.
    left, top, width
        Where the cells begin, and how wide all is.
    """

    matrix: ResistanceMatrix
    escapes: Escapes
    title: str
    grid: Grid = LARGE
    xs: dict[str, tuple[float, float]] = field(default_factory=dict)
    ys: dict[str, float] = field(default_factory=dict)
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0

    def __post_init__(self) -> None:
        m, grid = self.matrix, self.grid
        names = max((text_width(a, TEXT, bold=True) for a in m.alterations), default=0.0)
        self.left = 30.0 + names * 1.04 + 8
        x = self.left
        for target, group in groupby(self.working(), key=self.target):
            columns = list(group)
            room = (grid.wide + grid.gap) * len(columns) - grid.gap
            pad = max(0.0, LINE * len(self.foot_lines(target, bold=True)) - room) / 2
            x += pad * grid.is_dense
            for d in columns:
                self.xs[d] = x, grid.wide
                x += grid.wide + grid.gap
            x += pad * grid.is_dense + grid.group - grid.gap
        for _, group in groupby(self.inert(), key=self.escapes.reason):
            columns = list(group)
            pad = max(0.0, self._reason_room(columns[0]) - grid.narrow * len(columns)) / 2
            x += pad
            for d in columns:
                self.xs[d] = x, grid.narrow
                x += grid.narrow
            x += pad + grid.group
        self.width = x + grid.margin
        head = max((text_width(m.label(d), TEXT) for d in m.drugs), default=0.0)
        subtitle = 34.0 if self.escapes.arms else 0.0
        self.top = (24.0 + subtitle if self.title else 6.0) + head * 0.85 + 26
        y = self.top
        for k, row in enumerate(self._order()):
            y += grid.group - 3 if k and self._starts_group(row) else 0.0
            self.ys[row] = y
            y += grid.tall + grid.gap
        self.width = max(self.width, text_width(self.title, TITLE, bold=True) * 1.04 + 8)

    def working(self) -> list[str]:
        """Return the columns that stop the unaltered tumour, by target."""
        order = list(dict.fromkeys(map(self.target, self.escapes.working)))
        return sorted(self.escapes.working, key=lambda d: order.index(self.target(d)))

    def inert(self) -> list[str]:
        """Return the others, by reason."""
        order = list(dict.fromkeys(map(self.escapes.reason, self.escapes.inert)))
        return sorted(self.escapes.inert, key=lambda d: order.index(self.escapes.reason(d)))

    def target(self, column: str) -> str:
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

    def reason_lines(self, column: str) -> tuple[str, ...]:
        """Return why a column's drugs are inert, wrapped."""
        reason = self.escapes.reason(column) or " "
        return self.foot_lines(reason) if self.grid.is_dense else wrapped(reason, TEXT, _FOOT_WIDE)

    def foot_lines(self, text: str, *, bold: bool = False) -> tuple[str, ...]:
        """Return upright lines below some columns."""
        return wrapped(text, TEXT, _FOOT_LONG, bold=bold)

    def _reason_room(self, column: str) -> float:
        lines = self.reason_lines(column)
        if self.grid.is_dense:
            return LINE * len(lines)
        return max(text_width(t, TEXT) for t in lines) * 1.04 + 6
