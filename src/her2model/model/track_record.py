"""How often a shipped model's verdicts on a drug came true, from our own figures.

``track_record.tsv`` is written by ``benchmarks/validation.py``: a row for each model, drug set,
panel and choice of lines. What the figures mean is said in ``docs/reference/validation.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from her2model.model.model import Model
from her2model.model.records import shipped_folder

__all__ = ["TrackRecord", "track_record"]

_MARKED = "with the marker"


@dataclass(frozen=True)
class TrackRecord:
    """How often such verdicts were right on measured cell lines.

    Attributes
    ----------
    drugs
        Of which the verdicts were.
    right, answers
        Answers (line × agent) in which *responds* or *resistant* agreed with the measurement, of
        all with such a word.
    lines
        Lines, those of several panels counted in each.
    panels
        Names of the panels.
    rule, by_rule
        A rule of thumb, and how often it was right on the same answers.
    current
        Whether it was this very edition of the model.
    """

    drugs: tuple[str, ...]
    right: int
    answers: int
    lines: int
    panels: tuple[str, ...]
    rule: str
    by_rule: int
    current: bool

    def __str__(self) -> str:
        panels = "1 panel" if len(self.panels) == 1 else f"{len(self.panels)} panels"
        edition = "" if self.current else ", with an earlier edition of the model"
        return (
            f"{' + '.join(self.drugs)} verdicts: right for {self.right} of {self.answers} answers "
            f"on {self.lines} cell lines in {panels}{edition}; "
            f"rule «{self.rule}»: {self.by_rule} of {self.answers}"
        )


def track_record(model: Model, drugs: Iterable[str], *, usual: bool = True) -> TrackRecord | None:
    """Return how often a model's verdicts on these drugs came true.

    Parameters
    ----------
    model
        The model.
    drugs
        Given together.
    usual
        Ask about lines that have the marker of the disease, as the model's unaltered tumour has;
        else about all lines.

    Returns
    -------
    TrackRecord or None
        None where such verdicts were never measured, or where another readout than growth is asked.

    Examples
    --------
    >>> from her2model import load
    >>> track_record(load("her2-resistance"), ["trastuzumab"]) is None
    True
    """
    given = " + ".join(sorted(drugs))
    rows = [r for r in _rows() if r["model"] == model.name and r["drugs"] == given]
    marked = [r for r in rows if (r["subset"] == _MARKED) == usual] or rows
    growth = model.readouts and model.species[model.readouts.growth]
    if not given or not marked or not growth or growth.kind != "phenotype":
        return None  # what was measured is growth, and another readout may be watched
    return TrackRecord(
        drugs=tuple(given.split(" + ")),
        right=_sum(marked, "right"),
        answers=_sum(marked, "decided"),
        lines=_sum(marked, "lines"),
        panels=tuple(dict.fromkeys(r["panel"] for r in marked)),
        rule=marked[0]["rule"],
        by_rule=_sum(marked, "by_rule"),
        current=all(model.digest.startswith(r["digest"]) for r in marked),
    )


def _sum(rows: Iterable[Mapping[str, str]], column: str) -> int:
    return sum(int(r[column]) for r in rows)


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    path = shipped_folder() / "track_record.tsv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))
