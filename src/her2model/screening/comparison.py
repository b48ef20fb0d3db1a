"""Two landscapes side by side: the cells whose verdict differs."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from her2model.errors import InputError
from her2model.screening.cell_set import CellSet, Space
from her2model.screening.decision_diagrams import LivesInDiagrams

__all__ = ["Comparison", "compared"]


@dataclass(frozen=True, repr=False)
class Comparison(LivesInDiagrams):
    """Cells by their verdicts in two landscapes of the same switches.

    Attributes
    ----------
    names
        What the two landscapes are.
    sets
        (verdict here, verdict there) → cells; pairs that do not occur are left out.
    only_here, only_there
        Cells that are scenarios in one of them only, because of contradicting causes.
    """

    names: tuple[str, str]
    sets: Mapping[tuple[str, str], CellSet]
    only_here: CellSet
    only_there: CellSet

    @property
    def counts(self) -> dict[tuple[str, str], int]:
        """Return the number of cells of each pair of verdicts."""
        return {pair: cells.count() for pair, cells in self.sets.items()}

    @property
    def differing(self) -> CellSet:
        """The cells whose verdict differs."""
        space = self.only_here.space
        found = CellSet(space, space.diagrams.false)
        for (here, there), cells in self.sets.items():
            if here != there:
                found = found | cells
        return found

    def where(self, here: str, there: str) -> CellSet:
        """Return the cells with one verdict here and another there; may be empty."""
        space = self.only_here.space
        return self.sets.get((here, there), CellSet(space, space.diagrams.false))

    def __repr__(self) -> str:
        here, there = self.names
        return f"<Comparison of {here} with {there}: {self.differing.count():,} cells differ>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(a)}</td><td>{html.escape(b)}</td><td>{n:,}</td></tr>"
            for (a, b), n in self.counts.items()
        )
        head = "".join(f"<th>{html.escape(n)}</th>" for n in (*self.names, "cells"))
        return f"<table><tr>{head}</tr>{rows}</table>"


def compared(
    names: tuple[str, str],
    here: tuple[Space, Mapping[str, Any]],
    there: tuple[Space, Mapping[str, Any]],
) -> Comparison:
    """Set the words of two landscapes side by side.

    Raises
    ------
    InputError
        The landscapes do not have the same switches.
    """
    (space, words), (other_space, other_words) = here, there
    odd = set(space.order) ^ set(other_space.order)
    if odd:
        raise InputError(
            f"one of the landscapes does not vary {', '.join(sorted(map(str, odd)))}",
            hint="make both with the same alterations= and drugs=",
        )
    variable = [space.order.index(s) for s in other_space.order]
    diagrams = space.diagrams
    moved = {
        word: other_space.diagrams.copied(cells, variable, diagrams)
        for word, cells in other_words.items()
    }
    sets = {}
    for a, cells in words.items():
        for b, others in moved.items():
            both = cells & others
            if not diagrams.is_empty(both):
                sets[a, b] = CellSet(space, both)
    mine, theirs = _union(space, words), _union(space, moved)
    return Comparison(names, sets, CellSet(space, mine & ~theirs), CellSet(space, theirs & ~mine))


def _union(space: Space, words: Mapping[str, Any]) -> Any:
    found = space.diagrams.false
    for cells in words.values():
        found = found | cells
    return found
