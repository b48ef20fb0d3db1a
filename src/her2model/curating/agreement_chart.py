"""The table of arrows that figures state, as a chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.curating.agreement import MARKS, ArrowTable
from her2model.drawing.plots import checked_suffix, new_axes, rendered
from her2model.model.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_arrow_table"]

_FILLS = {"stated": "#0072B2", "inferred": "#9CC8E8", "absent": "#CC79A7", "opposite": "#E69F00"}


def plot_arrow_table(
    table: ArrowTable, *, ax: Axes | None = None, file: str | Path | None = None, most: int = 100
) -> Axes:
    """Draw the table: arrows down, figures across, a colour and a sign in each cell.

    Parameters
    ----------
    table
        From :func:`arrow_table`.
    ax
        Axes to draw in; new ones of a fitting size when None.
    file
        Where to write the picture: ``.png``, ``.pdf`` or ``.svg``. Nothing is written when None.
    most
        How many arrows are drawn at most; the heading says how many there are.

    Raises
    ------
    InputError
        The file has another suffix, or cannot be written.
    """
    from matplotlib.patches import Rectangle

    suffix = checked_suffix(file) if file is not None else ".png"
    rows = list(table.cells)[:most]
    ax = ax or new_axes(3.5 + 0.9 * len(table.figures), 1.6 + 0.22 * len(rows))
    for y, key in enumerate(rows):
        for x, name in enumerate(table.figures):
            what = table.cells[key][name]
            fill = _FILLS.get(what, "white")
            how: dict[str, Any] = {"facecolor": fill, "edgecolor": "#DDDDDD", "linewidth": 0.5}
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **how))
            ink = "white" if what == "stated" else "#222222"
            sign = MARKS[what].replace("↯", "!")
            ax.text(x, y, sign, ha="center", va="center", color=ink, fontsize=8)
    ax.set_xlim(-0.5, len(table.figures) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xticks(range(len(table.figures)), table.figures, rotation=30, ha="left", fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    shown = f"{len(rows)} of {len(table.cells)} arrows" if len(rows) < len(table.cells) else ""
    legend = "● stated   ○ inferred   − said to be absent   ! with the other sign"
    ax.set_xlabel(f"{legend}\n{shown}".strip(), fontsize=8)
    if file is not None:
        write_bytes(file, rendered(ax.figure, suffix, str(table)))  # type: ignore[arg-type]
    return ax
