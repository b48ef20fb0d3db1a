"""Pictures of a validation: lines ranked by what was measured, and drugs beside rules of thumb."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.plots import checked_suffix, new_axes, rendered
from her2model.drawing.styles import VERDICT_FILLS
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import UnknownName
from her2model.model.arguments import made_by
from her2model.model.files import write_bytes
from her2model.validation.scoring import Answer, Figures
from her2model.validation.statistics import Estimate
from her2model.validation.validation import Validation
from her2model.verdicts import LOOKS, Look, look_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["forest_plot", "ranked_lines"]

_INK, _QUIET, _RULE = "#1F2A33", "#5B6770", "#E69F00"


def ranked_lines(validation: Validation, agent: str, *, file: str | Path | None = None) -> Axes:
    r"""Draw the lines of one agent in the order of the measurement, coloured by verdict.

    Parameters
    ----------
    validation
        Result of :func:`~her2model.validate`.
    agent
        Name of the agent, as in ``validation.figures``.
    file
        Where to write the picture: ``.png``, ``.pdf`` or ``.svg``.

    Raises
    ------
    UnknownName
        The panel has no such agent.
    InputError
        The file has another suffix, or cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import her2model as h2
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mine.csv").write_text(
    ...         "line,drug,value,events\nA,lapatinib,0.1,none\nB,lapatinib,8.0,PTEN loss\n"
    ...     )
    ...     result = h2.validate("her2-resistance", f"{folder}/mine.csv")
    >>> len(h2.ranked_lines(result, "lapatinib").patches)
    2
    """
    made_by("validate", validation, Validation)
    answers = [a for a in validation.answers if a.agent.name == agent]
    if not answers:
        known = dict.fromkeys(a.agent.name for a in validation.answers)
        raise UnknownName.of("agent of the panel", agent, known)
    higher = validation.panel.sensitive == "higher"
    answers.sort(key=lambda a: -a.value if higher else a.value)
    ax = new_axes(max(5.0, 2.0 + 0.14 * len(answers)), 3.4)
    values = [a.value for a in answers]
    floor = min(values) - 0.04 * (max(values) - min(values) or 1)  # the shortest bar shows too
    seen: dict[str, Look] = {}
    for x, a in enumerate(answers):
        look = _look(a)
        seen[look.role] = look
        ax.bar(
            x, a.value - floor, bottom=floor, width=0.86, color=VERDICT_FILLS[look.role],
            edgecolor=_INK, linewidth=0.4,
        )  # fmt: skip
    last = sum(a.sensitive for a in answers)
    ax.axvline(last - 0.5, color=_INK, linewidth=0.8, linestyle=":")
    ax.set_xticks(range(len(answers)), [a.line.name for a in answers], rotation=90, fontsize=5)
    ax.set_ylabel(f"{validation.panel.value} ({validation.panel.unit})", fontsize=8)
    ax.tick_params(axis="y", labelsize=7)
    ax.set_title(f"{agent}: most sensitive lines at the left", fontsize=9, loc="left")
    handles = [_swatch(k) for role, k in LOOKS.items() if role in seen]
    ax.legend(handles=handles, fontsize=6, frameon=False)
    told = "; ".join(f"{a.line.name} {a.prediction.word}" for a in answers)
    return _written(ax, f"Lines from most to least sensitive to {agent}: {told}.", file)


def forest_plot(
    validation: Validation, *, subset: str = "all lines", file: str | Path | None = None
) -> Axes:
    r"""Draw the index of each agent with its interval, beside the best rule of thumb.

    Parameters
    ----------
    validation
        Result of :func:`~her2model.validate`.
    subset
        ``all lines`` or ``with the marker``.
    file
        Where to write the picture: ``.png``, ``.pdf`` or ``.svg``.

    Raises
    ------
    UnknownName
        There are no figures of such a choice of lines.
    InputError
        The file has another suffix, or cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import her2model as h2
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mine.csv").write_text(
    ...         "line,drug,value,events\nA,lapatinib,0.1,none\nB,lapatinib,8.0,PTEN loss\n"
    ...     )
    ...     result = h2.validate("her2-resistance", f"{folder}/mine.csv")
    >>> [t.get_text() for t in h2.forest_plot(result).get_yticklabels()]
    ['lapatinib (n 2)']
    """
    made_by("validate", validation, Validation)
    rows = [f for f in validation.figures if f.subset == subset]
    if not rows:
        raise UnknownName.of("choice of lines", subset, {f.subset for f in validation.figures})
    ax = new_axes(6.4, 1.2 + 0.34 * len(rows))
    told = []
    for y, f in enumerate(rows):
        name, best = _best(f)
        ax.plot([f.index.low, f.index.high], [y, y], color=_INK, linewidth=1.6)
        ax.plot([f.index.value], [y], "o", color=_INK, markersize=5)
        ax.plot([best.low, best.high], [y + 0.28, y + 0.28], color=_RULE, linewidth=1.2)
        ax.plot([best.value], [y + 0.28], "D", color=_RULE, markersize=4)
        told.append(f"{f.name}: model {f.index}, {name} {best}")
    ax.axvline(0.5, color=_QUIET, linewidth=0.8, linestyle=":")
    ax.set_yticks(range(len(rows)), [f"{f.name} (n {f.lines})" for f in rows], fontsize=7)
    ax.invert_yaxis()
    ax.set_xlabel(
        "concordance index, 95 % interval over lines: ● model, ◆ best rule of thumb", fontsize=7
    )
    ax.tick_params(axis="x", labelsize=7)
    ax.set_title(
        f"{validation.model.name} on {validation.panel.name}, {subset}", fontsize=9, loc="left"
    )
    return _written(ax, ". ".join(told), file)


def _look(a: Answer) -> Look:
    return look_of(a.prediction.word, a.prediction.treated.response)


def _swatch(look: Look) -> Patch:
    from matplotlib.patches import Patch

    return Patch(
        facecolor=VERDICT_FILLS[look.role], edgecolor=_INK, linewidth=0.4, label=look.meaning
    )


def _best(f: Figures) -> tuple[str, Estimate]:
    name, beside = max(f.baselines.items(), key=lambda b: (b[1].index.value, b[0]))
    return name, beside.index


def _written(ax: Axes, told: str, file: str | Path | None) -> Axes:
    alt = f"{told} {DISCLAIMER}"
    ax.set_label(alt)
    if file is not None:
        write_bytes(file, rendered(ax.figure, checked_suffix(file), alt))  # type: ignore[arg-type]
    return ax
