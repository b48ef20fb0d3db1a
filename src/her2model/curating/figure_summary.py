"""A record in short: sentences, names, words to look at; and several records side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from her2model.curating.figure_faults import Flag, find_faults
from her2model.curating.symbol_names import bare, caption_names
from her2model.displays import Displayed
from her2model.model.figures import Figure, read_figure
from her2model.model.shipped import entities

__all__ = ["Summary", "compare_records", "summarise"]


@dataclass(frozen=True, repr=False)
class Summary(Displayed):
    """A record in short.

    Attributes
    ----------
    figure
        The record.
    flags
        What deserves a look.
    names
        Names that the caption holds, once each, in order.
    """

    figure: Figure
    flags: tuple[Flag, ...]
    names: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data, for JSON."""
        return {
            "figure": self.figure.figid,
            "sentences": [
                {"text": s.text, "panel": s.panel, "numbers": list(s.numbers)}
                for s in self.figure.sentences
            ],
            "names": list(self.names),
            "flags": [
                {"word": f.word, "rule": f.rule, "why": f.why, "genes": list(f.genes)}
                for f in self.flags
            ],
        }

    def __str__(self) -> str:
        f = self.figure
        lines = [f"{f.figid}: {f.figtitle or f.papertitle or 'without a title'}"]
        lines.append(f"  {len(f.sentences)} sentences, {len(f.genes)} listed words")
        for s in f.sentences:
            mark = f"{s.panel or ''}{','.join(map(str, s.numbers))}"
            lines.append(f"  {mark:>5}  {' '.join(s.text.split())}")
        lines.append(f"  names: {', '.join(self.names) or 'none'}")
        return "\n".join([*lines, *(f"  look at {flag}" for flag in self.flags)])

    def __repr__(self) -> str:
        return f"<Summary of {self.figure.figid}: {len(self.flags)} words to look at>"


def summarise(figure: Figure | str | Path) -> Summary:
    """Summarise a record: sentences with panels and numbers, names, and words to look at.

    Parameters
    ----------
    figure
        A record, or the path of one.

    Raises
    ------
    FigureError
        The record cannot be read.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="P13K activates AKT.", keywords=("DM1",))
    >>> summarise(figure).names
    ('P13K', 'AKT')
    """
    record = figure if isinstance(figure, Figure) else read_figure(figure)
    names = dict.fromkeys(text for text, _ in caption_names(record))
    return Summary(record, find_faults(record), tuple(names))


def compare_records(figures: Iterable[Figure]) -> dict[str, tuple[str, ...]]:
    """Say which records name what: name in the caption → figure ids, the most shared first.

    Names count as the same when the table reads them as the same entity, or when they fold alike.

    Examples
    --------
    >>> one = Figure(figid="f", pmcid="p", caption="HER-2 activates AKT.")
    >>> two = Figure(figid="g", pmcid="q", caption="HER2 activates PI3K.")
    >>> compare_records([one, two])
    {'HER2': ('f', 'g'), 'AKT': ('f',), 'PI3K': ('g',)}
    """
    where: dict[str, dict[str, None]] = {}
    shown: dict[str, str] = {}
    for f in figures:
        for text, entity in caption_names(f):
            key = entity or bare(text)
            shown.setdefault(key, (entities()[entity].label or entity) if entity else text)
            where.setdefault(key, {})[f.figid] = None
    ordered = sorted(where, key=lambda k: (-len(where[k]), shown[k].lower()))
    return {shown[k]: tuple(where[k]) for k in ordered}
