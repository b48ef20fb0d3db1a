"""The picture of a cohort: an oncoprint over strips of verdicts.

Tumours stand across, sorted by how many regimens surely work and then by what they carry. Above are
their alterations, by where they act, with a bar of how many on top, what is uncertain hatched;
below the verdicts, split where they hang on what is uncertain, with a bar of the share of each. Of
a large cohort tumours that are alike share a column, as wide as they are many. Every colour has a
sign of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.drawing.plots import checked_suffix, new_axes, rendered
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError
from her2model.model.files import write_bytes
from her2model.tumours.cohort import Verdicts
from her2model.tumours.columns import MOST_SINGLE, WORKS, Column, best_first, columns_of, row_names
from her2model.tumours.looks import DARK, DEPENDS, FILLS, MEANINGS, SIGNS
from her2model.tumours.row_groups import grouped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

__all__ = ["Oncoprint", "oncoprint"]

MOST_COLUMNS = 400
_INK, _QUIET, _EMPTY, _LINE = "#1F2A33", "#5B6770", "#EEF0F2", "#FFFFFF"
_KINDS = {
    "mutation": ("#137A63", "▬", "mutation"),
    "over": ("#B5489A", "▲", "overexpressed, active"),
    "lost": ("#C24A00", "✕", "lost"),
    "other": ("#39499B", "■", "other"),
    "uncertain": ("#FFFFFF", "?", "uncertain: run with and without"),
}
_RIGHT, _TOLD = 1.75, 0.85
"""Inches on the right of the columns for bars, and of them for what is written behind a bar."""
_ROW, _STACK, _PLACE = 0.26, 1.5, 0.75
"""Inches of a row, rows of the highest bar on top, inches left of the names for their places."""
_FONT: dict[str, Any] = {"family": "DejaVu Sans"}


@dataclass(frozen=True)
class Oncoprint:
    """The picture; ``axes`` is for further changes."""

    axes: Axes
    columns: tuple[Column, ...]
    alt: str

    @property
    def figure(self) -> Figure:
        """The figure that holds it."""
        return self.axes.figure  # type: ignore[return-value]

    def to_bytes(self, suffix: str = ".svg") -> bytes:
        """Return the picture as a file's bytes: ``.svg``, ``.png`` or ``.pdf``."""
        return rendered(self.figure, suffix, self.alt)

    def _repr_png_(self) -> bytes:
        return self.to_bytes(".png")


def oncoprint(
    verdicts: Verdicts,
    file: str | Path | None = None,
    *,
    title: str = "Which tumours does each regimen still stop?",
) -> Oncoprint:
    """Draw a cohort: alterations over verdicts, tumours across.

    Parameters
    ----------
    verdicts
        Result of :meth:`~her2model.tumours.cohort.Cohort.verdicts`.
    file
        Where to write it: ``.png``, ``.pdf`` or ``.svg``. Nothing is written when None.
    title
        Heading; empty for none.

    Raises
    ------
    InputError
        The file has another suffix, cannot be written, or there are more than 400 kinds of tumours.

    Examples
    --------
    >>> import her2model as h2
    >>> cohort = h2.read_tumours("T1: HER2 3+, PTEN null")
    >>> oncoprint(cohort.verdicts(["trastuzumab", "TDM1"])).columns[0].sure
    1
    """
    suffix = checked_suffix(file) if file is not None else ""
    columns = columns_of(verdicts)
    if len(columns) > MOST_COLUMNS:
        hint = "name fewer regimens, or draw a part of the cohort"
        raise InputError(f"there are {len(columns)} kinds of tumours to draw", hint=hint)
    drawn = _Drawing(columns, row_names(verdicts), verdicts)
    ax = drawn.ax
    drawn.draw(title)
    found = Oncoprint(ax, columns, _in_words(verdicts, title))
    ax.set_label(found.alt)
    if file is not None:
        write_bytes(file, found.to_bytes(suffix))
    return found


def _framed(wide: float, left: float, rows: float, signs: int) -> Axes:
    """Make axes of a fitting size: names on the left, bars on the right, signs below."""
    width, down = left + wide + _RIGHT + 0.1, _ROW * rows
    below = 0.4 + 0.2 * -(-signs // _signs_across(width))
    height = down + 0.72 + below
    ax = new_axes(width, height)
    ax.figure.set_layout_engine("none")  # type: ignore[union-attr]
    ax.set_position((left / width, below / height, 1 - (left + 0.1) / width, down / height))
    return ax


def _signs_across(width: float) -> int:
    return max(1, int(width / 2.9))


def _widths(columns: Sequence[Column]) -> list[float]:
    """Return the width of each column: one for a tumour, less than in proportion for many."""
    total = sum(len(c.names) for c in columns)
    if total == len(columns):
        return [1.0] * len(columns)
    least = 0.35 * total / len(columns)
    return [max(len(c.names), least) * len(columns) / total for c in columns]


class _Drawing:
    """Puts the parts of the picture into axes, rows downwards."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[str], verdicts: Verdicts) -> None:
        self.columns, self.rows, self.verdicts = columns, rows, verdicts
        widths = _widths(columns)
        self.places: list[tuple[float, float]] = []
        x, gap = 0.0, 0.02 * sum(widths) if len(columns) > 1 else 0.0
        for k, (column, width) in enumerate(zip(columns, widths, strict=True)):
            if k and column.sure != columns[k - 1].sure:
                x += gap
            self.places.append((x, width))
            x += width
        self.width = x
        self.named = all(len(c.names) == 1 for c in columns) and len(columns) <= MOST_SINGLE
        self.wide = 0.012 * self.width
        self.groups = grouped(verdicts.model, rows)
        self.top = (self.groups[-1][1][-1][0] if self.groups else 0.0) + 2.2
        self.bottom = self.top + len(verdicts.regimens)
        across = min(max(0.3 * len(columns), 2.4), 10.0)
        self.inch = self.width / across
        names = (*rows, *map(self._printed, verdicts.regimens), "alterations in the tumour")
        left = _PLACE + 0.1 + 0.082 * max(map(len, names))
        self.left = -(left - 0.1) * self.inch
        most = max(len(c.carried | c.uncertain) for c in columns)
        self.unit = min(0.36, _STACK / max(1, most))
        extent = -0.9 - most * self.unit, self.bottom + (3.2 if self.named else 2.0)
        self.signs = self._signs_used()
        self.ax = _framed(across, left, extent[1] - extent[0], len(self.signs))
        self.ax.set_xlim(0, self.width + _RIGHT * self.inch)
        self.ax.set_ylim(extent[1], extent[0])
        self.ax.axis("off")

    def draw(self, title: str) -> None:
        """Draw all of it."""
        for place, rows in self.groups:
            self._place(place, rows[0][0], rows[-1][0] + 0.92)
            for y, name in rows:
                self._alteration(y, name)
        for k, regimen in enumerate(self.verdicts.regimens):
            self._regimen(self.top + k, k, regimen)
        self._burdens()
        self._labels(self.bottom)
        self._legend()
        self._heading(title)

    def _heading(self, title: str) -> None:
        """Write the title, what is shown below it, and at the foot that it is for no clinic."""
        figure = self.ax.figure
        high = figure.get_size_inches()[1]  # type: ignore[union-attr]
        how: dict[str, Any] = {"ha": "left", "va": "top", **_FONT}
        x = 0.12 / figure.get_size_inches()[0]  # type: ignore[union-attr]
        if title:
            bold: dict[str, Any] = {"fontweight": "bold", "color": _INK, "fontsize": 12}
            figure.text(x, 1 - 0.12 / high, title, **bold, **how)
        said = _subtitle(self.verdicts)
        y = 1 - (0.38 if title else 0.12) / high
        figure.text(x, y, said, color=_QUIET, fontsize=8, **how)
        how["va"] = "bottom"
        figure.text(x, 0.06 / high, DISCLAIMER, color=_QUIET, fontsize=7, **how)

    def _place(self, name: str, top: float, bottom: float) -> None:
        """Write where the rows of a group act, on the far left, with a line along them."""
        x = self.left + (_PLACE - 0.05) * self.inch
        self.ax.plot([x, x], [top, bottom], color=_QUIET, linewidth=1.6, clip_on=False)
        how: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 8, **_FONT}
        self.ax.text(x - 0.06 * self.inch, (top + bottom) / 2, name, color=_QUIET, **how)

    def _burdens(self) -> None:
        """Draw on top how many alterations each column has, sure below uncertain."""
        counts = [(len(c.carried), len(c.uncertain)) for c in self.columns]
        for (x, width), (sure, maybe) in zip(self.places, counts, strict=True):
            wide = min(0.6 * width, 0.18 * self.inch)
            for k in range(sure + maybe):
                at = x + (width - wide) / 2, -0.3 - (k + 1) * self.unit
                self._block(*at, wide, 0.8 * self.unit, _QUIET if k < sure else "")
            if not sure + maybe and width > self.wide:
                self._sign(x + width / 2, -0.5, "0", _QUIET)
        how: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 8, **_FONT}
        x = -0.1 * self.inch
        self.ax.text(x, -0.5, "alterations in the tumour", color=_QUIET, **how)

    def _block(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a part of a bar; hatched without a fill, for what is uncertain."""
        from matplotlib.patches import Rectangle

        how = {"facecolor": fill} if fill else {"facecolor": "white", "hatch": "////"}
        edge = "none" if fill else "#8A949C"
        self.ax.add_patch(Rectangle((x, y), width, height, edgecolor=edge, linewidth=0.4, **how))  # type: ignore[arg-type]

    def _printed(self, regimen: str) -> str:
        species = self.verdicts.cohort.model.species
        return " + ".join(species[d].name if d in species else d for d in regimen.split(" + "))

    def _box(self, x: float, y: float, width: float, fill: str, **how: Any) -> None:
        from matplotlib.patches import Rectangle

        line = 0.8 if width > 0.5 else 0.0
        box = Rectangle((x, y), width, 0.92, facecolor=fill, edgecolor=_LINE, linewidth=line, **how)
        self.ax.add_patch(box)

    def _sign(
        self,
        x: float,
        y: float,
        sign: str,
        ink: str,
        size: float = 8,
        box: dict[str, Any] | None = None,
    ) -> None:
        how = {**_FONT, "ha": "center", "va": "center", "color": ink, "fontsize": size}
        if box:
            how["bbox"] = {**box, "facecolor": "white", "linewidth": 0}
        self.ax.text(x, y, sign, **how)

    def _alteration(self, y: float, name: str) -> None:
        fill, sign, _ = _KINDS[_kind(name)]
        for column, (x, width) in zip(self.columns, self.places, strict=True):
            if name in column.carried:
                self._box(x, y, width, fill)
                if sign and width > self.wide:
                    self._sign(x + width / 2, y + 0.48, sign, "white")
            elif name in column.uncertain:
                self._uncertain(x, y, width)
            else:
                self._box(x, y, width, _EMPTY)
        self._row_name(y, name)
        sure = sum(len(c.names) for c in self.columns if name in c.carried)
        maybe = sum(len(c.names) for c in self.columns if name in c.uncertain)
        told = f"{sure}" + (f" + {maybe}?" if maybe else "")
        self._bar(y, [(sure, fill), (maybe, "")], told)

    def _row_name(self, y: float, name: str, weight: str = "normal") -> None:
        how: dict[str, Any] = {"fontsize": 9, "fontweight": weight, "color": _INK, **_FONT}
        self.ax.text(-0.1 * self.inch, y + 0.48, name, ha="right", va="center", **how)

    def _uncertain(self, x: float, y: float, width: float) -> None:
        from matplotlib.patches import Rectangle

        self.ax.add_patch(
            Rectangle(
                (x, y),
                width,
                0.92,
                facecolor="white",
                edgecolor="#8A949C",
                hatch="////",
                linewidth=0.6,
            )
        )
        if width > self.wide:
            self._sign(x + width / 2, y + 0.48, "?", _INK, 9)

    def _bar(self, y: float, parts: Sequence[tuple[int, str]], told: str) -> None:
        x = self.width + 0.15 * self.inch
        scale = (_RIGHT - _TOLD - 0.15) * self.inch / max(len(self.verdicts.cohort), 1)
        for count, fill in parts:
            if count:
                self._block(x, y + 0.14, count * scale, 0.64, fill)
            x += count * scale
        self.ax.text(
            x + 0.06 * self.inch, y + 0.48, told, va="center", fontsize=8, color=_INK, **_FONT
        )

    def _regimen(self, y: float, k: int, regimen: str) -> None:
        for column, (x, width) in zip(self.columns, self.places, strict=True):
            looks = column.looks[k]
            if len(looks) == 1:
                self._box(x, y, width, FILLS[looks[0]])
                if width > self.wide:
                    ink = "white" if looks[0] in DARK else _INK
                    self._sign(x + width / 2, y + 0.48, SIGNS[looks[0]], ink)
            else:
                self._split(x, y, width, looks)
        self._row_name(y, self._printed(regimen), weight="bold")
        least, most = self.verdicts.responding(regimen)
        told = f"{least}" if least == most else f"{least}–{most}"
        self._bar(y, self._shares(k), f"{told} of {len(self.verdicts.cohort)}")

    def _shares(self, k: int) -> list[tuple[int, str]]:
        """Return how many tumours have each verdict under a regimen, the best first.

        Hatched are those that may respond or not; of two ways to do either, it is the worse.
        """
        counts: Counter[str] = Counter()
        for column in self.columns:
            looks = sorted(column.looks[k], key=best_first)
            sure = set(looks) <= WORKS or not set(looks) & WORKS
            counts[looks[-1] if sure else ""] += len(column.names)
        order = sorted(counts, key=lambda look: (look not in WORKS, look != "", best_first(look)))
        return [(counts[look], FILLS[look] if look else "") for look in order]

    def _split(self, x: float, y: float, width: float, looks: Sequence[str]) -> None:
        from matplotlib.patches import Polygon

        first, last = FILLS[looks[0]], FILLS[looks[-1]]
        self._box(x, y, width, last)
        corner = [(x, y), (x + width, y), (x, y + 0.92)]
        self.ax.add_patch(Polygon(corner, facecolor=first, linewidth=0))
        if width > self.wide:
            self._sign(x + width / 2, y + 0.48, "?", _INK, 8, {"boxstyle": "circle,pad=0.12"})

    def _labels(self, bottom: float) -> None:
        if self.named:
            for column, (x, width) in zip(self.columns, self.places, strict=True):
                self.ax.text(
                    x + width / 2,
                    bottom + 0.1,
                    column.names[0],
                    rotation=90,
                    ha="center",
                    va="top",
                    fontsize=6.5,
                    color=_QUIET,
                    **_FONT,
                )
        y = bottom + (1.9 if self.named else 0.4)
        pairs = zip(self.columns, self.places, strict=True)
        for sure, group in groupby(pairs, key=lambda pair: pair[0].sure):
            members = list(group)
            left, right = members[0][1][0], sum(members[-1][1])
            n = sum(len(c.names) for c, _ in members)
            self.ax.plot([left, right], [y, y], color=_QUIET, linewidth=1)
            told = f"{sure}" if self.named else f"{sure}\n({n})"
            if right - left > 0.02 * self.width:
                self._note((left + right) / 2, y + 0.15, told, "center")
        self._note(-0.1 * self.inch, y + 0.15, "regimens that surely work", "right")
        if not self.named:
            self._note(-0.1 * self.inch, y + 0.85, "(tumours)", "right")
        head = self.width + 0.15 * self.inch
        self.ax.text(head, -0.25, "tumours with it", fontsize=8, color=_QUIET, **_FONT)
        self.ax.text(
            head, self.top - 0.25, "share that responds", fontsize=8, color=_QUIET, **_FONT
        )
        self.ax.text(
            -0.1 * self.inch,
            self.top - 0.3,
            "Verdict of the model",
            ha="right",
            fontsize=9,
            fontweight="bold",
            color=_INK,
            **_FONT,
        )

    def _note(self, x: float, y: float, text: str, side: Any) -> None:
        self.ax.text(x, y, text, ha=side, va="top", fontsize=8, color=_QUIET, **_FONT)

    def _signs_used(self) -> list[Patch]:
        """Return the entries of the legend: of what is drawn only."""
        from matplotlib.patches import Patch

        kinds = {_kind(n) for n in self.rows if any(n in c.carried for c in self.columns)}
        kinds |= {"uncertain"} if any(c.uncertain for c in self.columns) else set()
        handles = [
            Patch(
                facecolor=f,
                edgecolor="#8A949C",
                hatch="" if k != "uncertain" else "////",
                label=f"{s}  {m}".strip(),
            )
            for k, (f, s, m) in _KINDS.items()
            if k in kinds
        ]
        looks = {k for c in self.columns for ks in c.looks for k in ks}
        handles += [
            Patch(facecolor=FILLS[k], edgecolor="#8A949C", label=f"{SIGNS[k]}  {MEANINGS[k]}")
            for k in FILLS
            if k in looks
        ]
        if any(len(k) > 1 for c in self.columns for k in c.looks):
            handles.append(Patch(facecolor="white", edgecolor="#8A949C", label=f"?  {DEPENDS}"))
        return handles

    def _legend(self) -> None:
        figure = self.ax.figure
        width, height = figure.get_size_inches()  # type: ignore[union-attr]
        prop = {"family": "DejaVu Sans", "size": 8}
        place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 0.16 / height)}
        columns = _signs_across(width)
        figure.legend(handles=self.signs, frameon=False, prop=prop, ncols=columns, **place)


def _subtitle(verdicts: Verdicts) -> str:
    """Say what stands across and down."""
    n, k = len(verdicts.cohort), len(verdicts.regimens)
    if n == 1:
        return "1 tumour; rows by where they act."
    regimens = f"the {k} regimens surely work" if k != 1 else "the regimens surely work"
    return f"{n} tumours, sorted by how many of {regimens}; rows by where they act."


def _kind(name: str) -> str:
    """Say what kind of event a row is, by its words."""
    words = name.lower()
    if name.endswith("=0") or "loss" in words or "deletion" in words:
        return "lost"
    if "mutation" in words or "e17k" in words:
        return "mutation"
    over = ("overexpression", "amplification", "up-regulation", "cyclin", "reactivation", "fusion")
    return "over" if name.endswith("=1") or any(w in words for w in over) else "other"


def _in_words(verdicts: Verdicts, title: str) -> str:
    """Describe the picture for those who cannot see it."""
    return " ".join([title, *(f"{line}." for line in verdicts.summary()), DISCLAIMER])
