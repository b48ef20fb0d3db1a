"""``validate``: a model put to a panel, every figure beside its baselines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from her2model.displays import Displayed, data_frame
from her2model.engine.simulation import DISCLAIMER
from her2model.formats.format import counted
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.validation.panel_file import Panel, PanelFile
from her2model.validation.scoring import (
    NO_VALUE,
    Answer,
    Figures,
    Subset,
    answers_of,
    figures_of,
    left_out_of,
)
from her2model.validation.statistics import DRAWS, wilson_interval
from her2model.validation.table import opened_panel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Validation", "left_out_words", "validate"]


@dataclass(frozen=True, repr=False)
class Validation(Displayed):
    """A model's verdicts on the lines of a panel, and how often they came true.

    Attributes
    ----------
    model, panel
        What was put to what.
    answers
        Every line and agent that was asked, with what the model and the rules of thumb say.
    left_out
        Why lines were not asked → their names, with the drug where only its value is missing.
    remarks
        What was made of the panel that is not as it stands there, in sentences.
    draws, seed
        Of the bootstrap and the permutations.
    """

    model: Model
    panel: PanelFile
    answers: tuple[Answer, ...]
    left_out: Mapping[str, tuple[str, ...]]
    draws: int = DRAWS
    seed: int = 0
    remarks: tuple[str, ...] = ()

    @cached_property
    def figures(self) -> tuple[Figures, ...]:
        """Figures: of each agent, of each group of agents, and of all, for each subset of lines."""
        return tuple(self._figures())

    @property
    def wrong(self) -> tuple[Answer, ...]:
        """The answers whose word the measurement contradicts, the most surprising first."""
        found = (a for a in self.answers if a.right is False)
        return tuple(sorted(found, key=lambda a: -abs(a.share - self.panel.share)))

    @property
    def words(self) -> Mapping[str, tuple[int, int]]:
        """Each word → in how many answers the line was sensitive, and of how many."""
        counts: dict[str, list[bool]] = {}
        for a in self.answers:
            counts.setdefault(a.prediction.word, []).append(a.sensitive)
        return {w: (sum(c), len(c)) for w, c in sorted(counts.items(), key=lambda x: -len(x[1]))}

    def _figures(self) -> Iterator[Figures]:
        for subset, answers in self._subsets().items():
            if not any(a.prediction.score is not None for a in answers):
                continue
            names = dict.fromkeys(a.agent.name for a in answers)
            for name in names:
                yield self._scored(name, subset, [a for a in answers if a.agent.name == name])
            for group in dict.fromkeys(a.agent.group for a in answers if a.agent.group):
                together = [a for a in answers if a.agent.group == group]
                if len({a.agent.name for a in together}) > 1:
                    yield self._scored(group, subset, together)
            if len(names) > 1:
                yield self._scored("all together", subset, answers)

    def _scored(self, name: str, subset: Subset, answers: list[Answer]) -> Figures:
        higher = self.panel.sensitive == "higher"
        return figures_of(
            name, answers, higher=higher, subset=subset, draws=self.draws, seed=self.seed
        )

    def _subsets(self) -> dict[Subset, list[Answer]]:
        marked = [a for a in self.answers if a.genotype.marked]
        found: dict[Subset, list[Answer]] = {"all lines": list(self.answers)}
        if self.panel.marker and len(marked) < len(self.answers):
            found["with the marker"] = marked
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, for JSON; measured values are not in it."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "panel": self.panel.name,
            "title": self.panel.title,
            "source": self.panel.source,
            "value": f"{self.panel.value} ({self.panel.unit}), {self.panel.sensitive} is sensitive",
            "share": self.panel.share,
            "draws": self.draws,
            "seed": self.seed,
            "figures": [_plain(f) for f in self.figures],
            "left out": {why: len(lines) for why, lines in self.left_out.items()},
            "remarks": list(self.remarks),
            "words": {w: {"sensitive": s, "of": n} for w, (s, n) in self.words.items()},
            "note": DISCLAIMER,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: a row for each answer.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        columns = ["line", "agent", "drugs", "events", "value", "sensitive", "word", "right"]
        rows = (
            (
                a.line.name,
                a.agent.name,
                " + ".join(a.agent.drugs),
                "; ".join(a.genotype.events),
                a.value,
                a.sensitive,
                a.prediction.word,
                a.right,
            )
            for a in self.answers
        )
        return data_frame(rows, columns, note=DISCLAIMER)

    def __str__(self) -> str:
        return "\n".join(_text(self))

    def __repr__(self) -> str:
        return (
            f"<Validation of {self.model.name} on {self.panel.name}: {len(self.answers)} answers>"
        )


def validate(
    model: Model,
    panel: str | Path | Panel,
    *,
    data: str | Path | None = None,
    sensitive: Literal["lower", "higher"] | None = None,
    share: float | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Validation:
    r"""Say how often a model's verdicts came true on a panel, beside rules of thumb.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    panel
        Name of a shipped panel file, or the path of your own; or the path of a table (``.csv``,
        ``.tsv``) with the columns line, drug, value and events (``PIK3CA H1047R; PTEN null``, or
        ``none``), which are read as :func:`~her2model.read_tumours` reads them. A line and a drug,
        by whichever of its names, stand in one row; lines are told apart by letters and digits.
    data
        The folder or table with the values, where it is not what the panel file says.
    sensitive, share
        For a table: whether a lower (the default) or a higher value means a more sensitive line,
        and which share of the lines is called sensitive, a quarter by default. A panel file says
        both itself.
    draws, seed
        Of the bootstrap over lines and of the permutations.

    Returns
    -------
    Validation
        ``print`` shows the table; ``.figures``, ``.wrong`` and ``.words`` are its parts.

    Raises
    ------
    InputError
        The panel cannot be read, brings no line to the model, or names what the model has not.

    Notes
    -----
    The concordance index is the share of pairs of lines, measured differently with the same agent,
    that the model orders alike; ties of the model count one half
    (doi:10.1001/jama.1982.03320430047030). Intervals come from 1,000 draws of the lines.

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
    >>> for word, (agree, lines) in result.words.items():
    ...     print(word, agree, lines)
    responds 1 1
    resistant 0 1
    """
    opened = opened_panel(model, panel, data, sensitive=sensitive, share=share)
    answers = answers_of(model, opened)
    left_out = FrozenMap(left_out_of(opened))
    return Validation(model, opened.file, tuple(answers), left_out, draws, seed, opened.remarks)


def left_out_words(v: Validation, most: int = 5) -> Iterator[str]:
    """Say how many lines were not asked, the first of them, and why; then the remarks."""
    for why, lines in v.left_out.items():
        some = ", ".join(lines[:most]) + (", …" if len(lines) > most else "")
        what = "not asked" if why == NO_VALUE else "lines measured and not asked"
        yield f"{what}, {why}: {len(lines)} ({some})"
    yield from v.remarks


def _plain(f: Figures) -> dict[str, Any]:
    return {
        "name": f.name,
        "subset": f.subset,
        "agents": f.agents,
        "lines": f.lines,
        "answers": f.answers,
        "silent": f.silent,
        "index": f.index.to_dict(),
        "auroc": None if isnan(f.auroc) else round(f.auroc, 3),
        "p": None if isnan(f.p) else round(f.p, 4),
        "right": f.right,
        "decided": f.decided,
        "baselines": {
            name: {"index": b.index.to_dict(), "less": b.less.to_dict(), "right": b.right}
            for name, b in f.baselines.items()
        },
    }


def _text(v: Validation) -> Iterator[str]:
    file = v.panel
    yield f"{v.model.name} on {file.name}: {file.title}"
    yield (
        f"{file.value} in {file.unit}, {file.sensitive} is more sensitive; sensitive: among the "
        f"{file.share:.0%} most sensitive of all lines measured with the agent"
    )
    yield from left_out_words(v)
    for f in v.figures:
        yield ""
        yield (
            f"{f.name}, {f.subset}: {counted(f.lines, 'line')}, {counted(f.answers, 'answer')}"
            + (f" ({f.silent} more of which the model says nothing)" if f.silent else "")
            + (f"; {f.unordered}" if f.unordered else "")
        )
        yield (
            f"  {'model':<32} {f.index}  p {_number(f.p)}  AUROC {_number(f.auroc)}  "
            f"right {f.right} of {f.decided}"
        )
        for name, b in f.baselines.items():
            yield f"  {name:<32} {b.index}  model less this {b.less}  right {b.right}"
    yield ""
    for word, (sensitive, of) in v.words.items():
        yield f"'{word}' was sensitive in {sensitive} of {of}: {wilson_interval(sensitive, of)}"
    yield DISCLAIMER


def _number(value: float) -> str:
    return "–" if isnan(value) else f"{value:.2f}"
