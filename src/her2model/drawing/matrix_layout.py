"""Where the rows and columns of a resistance matrix stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from her2model.answers.escapes import Escapes
from her2model.answers.resistance import ResistanceMatrix
from her2model.drawing.text_metrics import text_width, wrapped

__all__ = ["GROUP", "NARROW", "TALL", "TEXT", "TITLE", "WIDE", "MatrixLayout"]

TEXT, TITLE = 10.0, 15.0
WIDE, TALL, NARROW = 36.0, 21.0, 19.0
GROUP = 11.0
_GAP = 2.0


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
    xs: dict[str, tuple[float, float]] = field(default_factory=dict)
    ys: dict[str, float] = field(default_factory=dict)
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0

    def __post_init__(self) -> None:
        m = self.matrix
        names = max((text_width(a, TEXT, bold=True) for a in m.alterations), default=0.0)
        self.left = 30.0 + names * 1.04 + 8
        x = self.left
        for _, group in groupby(self.working(), key=self.target):
            for d in group:
                self.xs[d] = x, WIDE
                x += WIDE + _GAP
            x += GROUP - _GAP
        for _, group in groupby(self.inert(), key=self.escapes.reason):
            columns = list(group)
            wish = max(text_width(t, TEXT) for t in self.reason_lines(columns[0])) * 1.04
            pad = max(0.0, wish + 6 - NARROW * len(columns)) / 2
            x += pad
            for d in columns:
                self.xs[d] = x, NARROW
                x += NARROW
            x += pad + GROUP
        self.width = x + 104
        head = max((text_width(m.label(d), TEXT) for d in m.drugs), default=0.0)
        subtitle = 34.0 if self.escapes.arms else 0.0
        self.top = (24.0 + subtitle if self.title else 6.0) + head * 0.85 + 26
        y = self.top
        for k, row in enumerate(self._order()):
            y += GROUP - 3 if k and self._starts_group(row) else 0.0
            self.ys[row] = y
            y += TALL + _GAP
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
        return wrapped(self.escapes.reason(column) or " ", TEXT, 62)
