"""Rules of thumb that a model has to beat, asked of the same lines.

A rule sees what the model sees and no more, so that a difference between them is the model's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from her2model.validation.genotype import Genotype
from her2model.validation.panel import Line
from her2model.validation.panel_file import PanelFile, Rule

__all__ = ["Baseline", "baselines_of"]

Baseline = Callable[[Line, Genotype], float]
"""A line, and how it was read → 1 for sensitive, 0 for resistant."""

CONSTANT = "always the same"
UNALTERED = "no alteration"
MARKER = "the marker alone"


def baselines_of(file: PanelFile) -> Mapping[str, Baseline]:
    """Return the rules for a panel by name: the constant, two general ones, and its own."""
    found: dict[str, Baseline] = {CONSTANT: _always, UNALTERED: _unaltered}
    if file.marker and file.unmarked is not None:
        found[MARKER] = _marked
    return found | {r.name: _named(r) for r in file.rules}


def _always(line: Line, genotype: Genotype) -> float:
    return 1.0


def _unaltered(line: Line, genotype: Genotype) -> float:
    read = genotype.conditions
    return float(not (read.alterations or read.knockouts or read.gains))


def _marked(line: Line, genotype: Genotype) -> float:
    return float(genotype.marked)


def _named(rule: Rule) -> Baseline:
    named, wanted = set(rule.events), rule.sensitive == "with"

    def answer(line: Line, genotype: Genotype) -> float:
        return float(bool(named & (line.events or frozenset())) == wanted)

    return answer
