"""Plots of results: the smallest regimens as bars, and what all matplotlib plots share.

Colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/), told apart by readers with any kind
of colour vision; each cell also bears a sign, so that nothing rests on colour alone. matplotlib is
imported when a plot is drawn, and never shows anything by itself.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.drawing.styles import VERDICT_FILLS
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, LimitError
from her2model.model.arguments import path_of
from her2model.model.files import write_bytes
from her2model.screening.regimens import Regimen, Regimens
from her2model.verdicts import LOOKS, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "MOST_REGIMENS",
    "checked_suffix",
    "new_axes",
    "regimen_chart",
    "rendered",
]

FORMATS = (".png", ".pdf", ".svg")
MOST_REGIMENS = 60
"""Most regimens in a chart."""
_INK = "#222222"


def regimen_chart(
    found: Regimens,
    *,
    ax: Axes | None = None,
    file: str | Path | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the smallest regimens of a tumour, ranked: fewest drugs at the top.

    A bar shows the share of the tumours, with any of the other alterations too, that the drugs
    still stop; its sign and colour say whether the cells die or only arrest.

    Parameters
    ----------
    found
        Result of :func:`~her2model.screening.regimens.regimens`.
    ax, file
        As for :func:`~her2model.drawing.matrix_chart.heatmap`.
    title
        Heading; what the regimens are for when None.

    Raises
    ------
    InputError
        The file has another suffix, or cannot be written.
    LimitError
        There are more than 60 regimens.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.screening.regimens import regimens
    >>> ax = regimen_chart(h2.regimens("her2-resistance", ["PTEN loss"]))
    >>> [label.get_text() for label in ax.get_yticklabels()][:3]
    ['TDXd', 'TDM1', 'dinaciclib + palbociclib']
    """
    if file is not None:
        checked_suffix(file)
    if len(found) > MOST_REGIMENS:
        raise LimitError(
            f"there are {len(found)} regimens and at most {MOST_REGIMENS} are drawn; "
            "name fewer drugs to choose from"
        )
    title = found.headline() if title is None else title
    ax = ax or new_axes(9.5, 1.7 + 0.28 * max(len(found), 2))
    rows = found.chosen
    for y, regimen in enumerate(rows):
        _draw_regimen(ax, y, regimen)
    _label_regimens(ax, rows, title)
    if file is not None:
        alt = f"{title}. " + " ".join(
            f"{drugs}: {outcome}, barrier {barrier}, still stops {holds}."
            for drugs, outcome, barrier, holds in found.rows()
        )
        data = rendered(ax.figure, checked_suffix(file), f"{alt} {DISCLAIMER}")  # type: ignore[arg-type]
        write_bytes(file, data)
    return ax


def _draw_regimen(ax: Axes, y: int, regimen: Regimen) -> None:
    look = LOOKS[regimen.outcome]
    ax.barh(
        y, regimen.share, height=0.72, color=VERDICT_FILLS[look.role], edgecolor=_INK, linewidth=0.5
    )
    how = look.meaning.split(": ")[-1]
    said = f"{look.sign}  {how}; holds in {_share(regimen.share)}"
    offset = {"xytext": (4, 0), "textcoords": "offset points"}
    ax.annotate(said, (regimen.share, y), va="center", color=_INK, **offset, **_FONT)  # type: ignore[arg-type]


def _share(share: float) -> str:
    return f"{100 * share:.1f} %" if share >= 0.001 else "< 0.1 %"


def _label_regimens(ax: Axes, rows: tuple[Regimen, ...], title: str) -> None:
    ax.set_yticks(range(len(rows)), [str(r) for r in rows], **_FONT)
    ax.set_ylim(max(len(rows), 2) - 0.4, -0.6)
    ax.set_xlim(0, max((r.share for r in rows), default=1.0) * 1.6)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    for y in range(1, len(rows)):
        if len(rows[y].drugs) > len(rows[y - 1].drugs):
            ax.axhline(y - 0.5, color="#999999", linewidth=0.6, linestyle=":")
    ax.set_xlabel(
        "barrier to escape: of all tumours with further alterations, the share that it still "
        "stops\n(how hard it is to get round, not how well it works)"
    )
    if title:
        ax.set_title(title, loc="left", fontweight="bold")
    handles = _legend({LOOKS[r.outcome] for r in rows})
    if handles:
        prop = {"family": "DejaVu Sans", "size": 9}
        place: Any = {"loc": "upper left", "bbox_to_anchor": (1.01, 1)}
        ax.legend(handles=handles, frameon=False, prop=prop, **place)
    _disclaim(ax)


def new_axes(width: float, height: float) -> Axes:
    """Make axes in a figure of their own, in inches, that shows nothing by itself."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()


_FONT: dict[str, Any] = {"family": "DejaVu Sans", "fontsize": 10}


def _legend(shown: set[Look]) -> list[Any]:
    """Return a patch for each look that occurs, in the order of the words."""
    from matplotlib.patches import Patch

    occurring = (look for look in LOOKS.values() if look in shown)
    return [
        Patch(facecolor=VERDICT_FILLS[k.role], edgecolor="#999999", label=f"{k.sign}  {k.meaning}")
        for k in occurring
    ]


def _disclaim(ax: Axes) -> None:
    ax.annotate(
        DISCLAIMER,
        (0, 0),
        xycoords="figure fraction",
        xytext=(4, 4),
        textcoords="offset points",
        fontsize=7,
        color="#555555",
    )


def checked_suffix(file: str | Path) -> str:
    """Return the suffix of a picture's file.

    Raises
    ------
    InputError
        No picture has this suffix.
    """
    suffix = path_of(file).suffix.lower()
    if suffix not in FORMATS:
        hint = f"end it with {', '.join(FORMATS)}"
        raise InputError(f"{suffix!r} is not a picture's suffix", where=str(file), hint=hint)
    return suffix


def rendered(figure: Figure, suffix: str, alt: str) -> bytes:
    """Return the picture's bytes: the same for the same figure, with its description inside."""
    import matplotlib as mpl

    keys = {".png": "Description", ".pdf": "Subject", ".svg": "Description"}
    metadata: dict[str, str | None] = {keys[suffix]: alt}
    if suffix != ".png":
        metadata |= {"CreationDate": None} if suffix == ".pdf" else {"Date": None}
    settings: dict[Any, Any] = {
        "svg.hashsalt": "her2model",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
    }
    buffer = io.BytesIO()
    with mpl.rc_context(settings):
        figure.savefig(buffer, format=suffix[1:], dpi=200, metadata=metadata)
    return buffer.getvalue()
