"""Plots of results: the resistance matrix as a heat map, the smallest regimens as bars.

Colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/), told apart by readers with any kind
of colour vision; each cell also bears a sign, so that nothing rests on colour alone. matplotlib is
imported when a plot is drawn, and never shows anything by itself.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.answers.resistance import ResistanceMatrix
from her2model.drawing.styles import DARK_VERDICTS, VERDICT_FILLS
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, LimitError
from her2model.model import strict_yaml
from her2model.screening.regimens import Regimen, Regimens
from her2model.verdicts import INERT, LOOKS, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from her2model.uncertainty.robustness import Robustness

__all__ = [
    "MOST_REGIMENS",
    "checked_suffix",
    "heatmap",
    "new_axes",
    "regimen_chart",
    "rendered",
]

FORMATS = (".png", ".pdf", ".svg")
MOST_REGIMENS = 60
"""Most regimens in a chart."""
_INK = "#222222"


def heatmap(
    matrix: ResistanceMatrix,
    *,
    ax: Axes | None = None,
    file: str | Path | None = None,
    title: str = "Which drug works against which alteration?",
    robust: Mapping[tuple[str, str], Robustness] | None = None,
) -> Axes:
    """Draw a resistance matrix: alterations down, drugs across, a colour and a sign in each cell.

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
        The axes, for further changes.

    Raises
    ------
    InputError
        The file has another suffix, or cannot be written.

    Examples
    --------
    >>> import her2model as h2
    >>> ax = heatmap(h2.resistance_matrix("PMC7464074"))
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['none', 'p95HER2']
    """
    if file is not None:
        checked_suffix(file)
    ax = ax or _axes(matrix)
    for y, (_, cells) in enumerate(matrix.rows()):
        for x, cell in enumerate(cells):
            _draw_cell(ax, x, y, cell.look)
    hung = [key for key in matrix.cells if robust and robust[key].label != "forced"]
    for alteration, drug in hung:
        _draw_corner(ax, matrix.drugs.index(drug), matrix.alterations.index(alteration))
    _label(ax, matrix, title, len(hung) if robust is not None else None)
    alt = f"{title} {_in_words(matrix)} {_labels_in_words(robust)}".strip()
    ax.set_label(alt)  # matplotlib has no field for alt text
    if file is not None:
        strict_yaml.write_bytes(file, rendered(ax.figure, checked_suffix(file), alt))  # type: ignore[arg-type]
    return ax


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
        As for :func:`heatmap`.
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
    ['TDM1', 'palbociclib', 'everolimus + trametinib']
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
            f"{drugs}: {outcome}, still stops {holds}." for drugs, outcome, holds in found.rows()
        )
        data = rendered(ax.figure, checked_suffix(file), f"{alt} {DISCLAIMER}")  # type: ignore[arg-type]
        strict_yaml.write_bytes(file, data)
    return ax


def _draw_regimen(ax: Axes, y: int, regimen: Regimen) -> None:
    look = LOOKS[regimen.outcome]
    ax.barh(
        y, regimen.share, height=0.72, color=VERDICT_FILLS[look.role], edgecolor=_INK, linewidth=0.5
    )
    said = f"{look.sign}  {_share(regimen.share)}"
    offset = {"xytext": (4, 0), "textcoords": "offset points"}
    ax.annotate(said, (regimen.share, y), va="center", color=_INK, **offset, **_FONT)  # type: ignore[arg-type]


def _share(share: float) -> str:
    return f"{100 * share:.1f} %" if share >= 0.001 else "< 0.1 %"


def _label_regimens(ax: Axes, rows: tuple[Regimen, ...], title: str) -> None:
    ax.set_yticks(range(len(rows)), [str(r) for r in rows], **_FONT)
    ax.set_ylim(max(len(rows), 2) - 0.4, -0.6)
    ax.set_xlim(0, max((r.share for r in rows), default=1.0) * 1.22)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    for y in range(1, len(rows)):
        if len(rows[y].drugs) > len(rows[y - 1].drugs):
            ax.axhline(y - 0.5, color="#999999", linewidth=0.6, linestyle=":")
    ax.set_xlabel("share of the tumours with any other alterations too that are still stopped")
    if title:
        ax.set_title(title, loc="left", fontweight="bold")
    handles = _legend({LOOKS[r.outcome] for r in rows})
    if handles:
        prop = {"family": "DejaVu Sans", "size": 9}
        place: Any = {"loc": "upper left", "bbox_to_anchor": (1.01, 1)}
        ax.legend(handles=handles, frameon=False, prop=prop, **place)
    _disclaim(ax)


def _axes(matrix: ResistanceMatrix) -> Axes:
    return new_axes(5.0 + 0.42 * len(matrix.drugs), 2.2 + 0.34 * len(matrix.alterations))


def new_axes(width: float, height: float) -> Axes:
    """Make axes in a figure of their own, in inches, that shows nothing by itself."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def _draw_cell(ax: Axes, x: int, y: int, look: Look) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(
        Rectangle((x - 0.47, y - 0.46), 0.94, 0.92, color=VERDICT_FILLS[look.role], linewidth=0)
    )
    ink = "white" if look.role in DARK_VERDICTS else _INK
    ax.text(x, y, look.sign, ha="center", va="center", color=ink, **_FONT)


def _draw_corner(ax: Axes, x: int, y: int) -> None:
    from matplotlib.patches import Polygon

    right, top = x + 0.47, y - 0.46
    ax.add_patch(
        Polygon([(right - 0.32, top), (right, top), (right, top + 0.32)], color=_INK, linewidth=0)
    )


_FONT: dict[str, Any] = {"family": "DejaVu Sans", "fontsize": 10}


def _label(ax: Axes, matrix: ResistanceMatrix, title: str, hung: int | None) -> None:
    from matplotlib.patches import Patch

    ax.set_xlim(-0.5, len(matrix.drugs) - 0.5)
    ax.set_ylim(len(matrix.alterations) - 0.5, -0.5)
    ax.set_xticks(range(len(matrix.drugs)), [matrix.label(d) for d in matrix.drugs])
    ax.tick_params(length=0)
    for label in ax.get_xticklabels():
        label.set(rotation=35, ha="right", rotation_mode="anchor", **_FONT)
    ax.set_yticks(range(len(matrix.alterations)), matrix.alterations, **_FONT)
    ax.set_frame_on(False)
    if title:
        ax.set_title(title, loc="left", fontweight="bold")
    handles = _legend({cell.look for cell in matrix.cells.values()})
    if hung is not None:
        told = f"◥  depends on a rule: {hung} of {len(matrix.cells)} cells"
        handles.append(Patch(color="none", label=f"{told}\n     else forced by the arrows"))
    prop = {"family": "DejaVu Sans", "size": 9}
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, prop=prop)
    _disclaim(ax)


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


def _in_words(matrix: ResistanceMatrix) -> str:
    """Describe the picture for those who cannot see it."""
    rows = []
    for alteration, cells in matrix.rows():
        told = [
            f"{matrix.label(d)} {cell.word}"
            for d, cell in zip(matrix.drugs, cells, strict=True)
            if cell.word != INERT
        ]
        rows.append(f"{alteration}: {', '.join(told) or f'every drug {INERT}'}.")
    return " ".join([*rows, DISCLAIMER])


def _labels_in_words(robust: Mapping[tuple[str, str], Robustness] | None) -> str:
    if robust is None:
        return ""
    labels: dict[str, list[str]] = {}
    for (alteration, drug), r in robust.items():
        if r.label != "forced":
            labels.setdefault(r.text, []).append(f"{alteration} under {drug}")
    hung = [f"{text}: {', '.join(cells)}." for text, cells in labels.items()]
    return " ".join([*hung, "All else: forced by the arrows."])


def checked_suffix(file: str | Path) -> str:
    """Return the suffix of a picture's file.

    Raises
    ------
    InputError
        No picture has this suffix.
    """
    suffix = Path(file).suffix.lower()
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
