"""Minimal and prime sets, antagonisms and rescues: what a landscape's verdicts imply.

A set is *minimal* when it works and no proper subset does. It is *prime* when it works whatever
else is present, and no proper subset does. Effects are not monotone, so the two differ, and adding
a drug or an alteration can reverse a verdict; such reversals are reported, not hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from her2model.screening.cell_set import CellSet, Space
from her2model.screening.decision_diagrams import Function, LivesInDiagrams
from her2model.verdicts import MIXED, PARTIAL, RESISTANT, RESPONDS, UNSETTLED

__all__ = [
    "ALTERED",
    "Reversal",
    "Verdicts",
    "antagonisms",
    "minimal_bypasses",
    "minimal_regimens",
    "names_of",
    "rescues",
]

ALTERED = ("alteration", "knockout", "gain")


@dataclass(frozen=True)
class Verdicts:
    """The sets of cells that the questions here are about.

    Attributes
    ----------
    space
        The switches.
    possible
        Cells that are scenarios.
    words
        Verdict → its cells; ``responds`` and ``resistant`` among them.
    off
        Cells in which growth is off, treated or not.
    """

    space: Space
    possible: Function
    words: Mapping[str, Function]
    off: Function

    @property
    def partial(self) -> Function:
        """Cells with a partial response; none in a model without levels."""
        return self.words.get(PARTIAL, self.space.diagrams.false)

    def bypasses(self, strict: bool) -> Function:
        """Return the cells where alterations defeat drugs that stop the tumour without them."""
        responds = self.words[RESPONDS]
        defeated = self.words[RESISTANT]
        if not strict:
            for word in (MIXED, UNSETTLED, PARTIAL):
                defeated = defeated | self.words.get(word, self.space.diagrams.false)
        return self.unaltered(responds) & defeated

    def unaltered(self, cells: Function) -> Function:
        """Return the cells whose unaltered tumour, under the same drugs, is in the set."""
        for k in self.space.of_kind(*ALTERED):
            cells = self.space.diagrams.fixed(cells, k, 0)
        return cells


@dataclass(frozen=True)
class Reversal(LivesInDiagrams):
    """A drug or an alteration whose addition takes away what was reached without it.

    Attributes
    ----------
    added
        What is added.
    cells
        Cells, all without it, that lose by its addition.
    becomes
        Verdict after the addition → number of cells.
    """

    added: str
    cells: CellSet
    becomes: Mapping[str, int]

    def count(self) -> int:
        """Return the number of cells that lose."""
        return self.cells.count()

    def smallest(self) -> CellSet:
        """Return the cells of which no proper subset loses too."""
        space = self.cells.space
        every = range(len(space.order))
        return CellSet(space, space.diagrams.minimal(self.cells.cells, every))

    def __repr__(self) -> str:
        after = ", ".join(f"{word} in {n:,}" for word, n in self.becomes.items())
        return f"<Reversal by {self.added} of {self.count():,} cells: then {after}>"


def minimal_bypasses(verdicts: Verdicts, strict: bool, prime: bool) -> CellSet:
    """Return every pair of a drug set and a minimal, or prime, alteration set that defeats it."""
    space, diagrams = verdicts.space, verdicts.space.diagrams
    altered = space.of_kind(*ALTERED)
    cells = verdicts.bypasses(strict)
    if prime:
        cells = diagrams.lasting(cells | ~verdicts.possible, altered) & verdicts.possible
    return CellSet(space, diagrams.minimal(cells, altered))


def minimal_regimens(verdicts: Verdicts, prime: bool, partly: bool = False) -> CellSet:
    """Return every pair of a tumour and a minimal, or prime, drug set that stops its growth.

    With ``partly`` it is enough that the drugs surely lower its growth.
    """
    space, diagrams = verdicts.space, verdicts.space.diagrams
    drugs = space.of_kind("drug")
    cells = verdicts.off | verdicts.partial if partly else verdicts.off
    cells = diagrams.lasting(cells, drugs) if prime else cells
    return CellSet(space, diagrams.minimal(cells, drugs))


def antagonisms(verdicts: Verdicts, partly: bool = False) -> tuple[Reversal, ...]:
    """Return, for each drug, the cells that respond without it and no longer do with it.

    With ``partly``, the cells that respond at least partly without it.
    """
    having = verdicts.words[RESPONDS]
    if partly:
        having = having | verdicts.partial
    return _reversals(verdicts, having, verdicts.space.of_kind("drug"))


def rescues(verdicts: Verdicts, strict: bool) -> tuple[Reversal, ...]:
    """Return, for each alteration, the cells that are a bypass without it and none with it."""
    altered = verdicts.space.of_kind(*ALTERED)
    return _reversals(verdicts, verdicts.bypasses(strict), altered)


def _reversals(
    verdicts: Verdicts, having: Function, switches: Iterable[int]
) -> tuple[Reversal, ...]:
    space, diagrams = verdicts.space, verdicts.space.diagrams
    found = []
    for k in switches:
        lost = having & ~diagrams.switch(k) & ~diagrams.fixed(having, k, 1)
        lost = lost & diagrams.fixed(verdicts.possible, k, 1)
        if diagrams.is_empty(lost):
            continue
        after = {
            word: diagrams.count(lost & diagrams.fixed(cells, k, 1))
            for word, cells in verdicts.words.items()
        }
        becomes = {word: n for word, n in after.items() if n}
        found.append(Reversal(str(space.order[k]), CellSet(space, lost), becomes))
    return tuple(sorted(found, key=lambda r: (-r.count(), r.added)))


def names_of(cells: CellSet, kinds: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """List, smallest first, what is on in each cell among switches of some kinds."""
    kinds = set(kinds)
    space = cells.space
    rows = [
        tuple(sorted(str(s) for s, v in zip(space.order, p, strict=True) if v and s.kind in kinds))
        for p in space.diagrams.points(cells.cells)
    ]
    return tuple(sorted(rows, key=lambda names: (len(names), names)))
