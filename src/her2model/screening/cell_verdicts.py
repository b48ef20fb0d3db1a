"""The verdict of every cell of a landscape, as sets of cells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from her2model.errors import InputError, UnknownName
from her2model.model.model import Model
from her2model.screening.cell_set import CellSet, Space
from her2model.screening.decision_diagrams import LivesInDiagrams
from her2model.screening.judged_cells import judged_cells
from her2model.screening.minimal_sets import ALTERED, Verdicts
from her2model.screening.outcomes import Outcomes
from her2model.screening.provenance import Provenance
from her2model.screening.switches import Perturbations
from her2model.verdicts import (
    INERT,
    OFF,
    PARTIAL,
    RESISTANT,
    RESPONDS,
    UNTREATED,
    WEAKENED,
    Value,
    Verdict,
    values_of,
)

__all__ = ["CellVerdicts"]


class CellVerdicts(LivesInDiagrams):
    """The verdict of every cell; its words are told at ``landscape.Landscape``."""

    def __init__(
        self,
        perturbations: Perturbations,
        readout: str,
        space: Space,
        found: Outcomes,
        provenance: Provenance,
        *,
        untreated: Outcomes | None,
    ) -> None:
        self.perturbations = perturbations
        self.readout = readout
        self.provenance = provenance
        self._space = space
        self._found = found
        self._untreated = untreated

    @property
    def model(self) -> Model:
        """The model."""
        return self.perturbations.model

    @property
    def alterations(self) -> tuple[str, ...]:
        """What varies about the tumour, in alphabetical order."""
        return tuple(sorted(str(s) for s in self._space.order if s.kind in ALTERED))

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs that vary, in alphabetical order."""
        return tuple(sorted(s.name for s in self._space.order if s.kind == "drug"))

    # -- cells -----------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> dict[str, Any]:
        possible = self._found.possible
        return {v: self._found.value(v) & possible for v in self.values}

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that the readout can have."""
        return values_of(len(self._found.high))

    @cached_property
    def _treated(self) -> Any:
        diagrams = self._space.diagrams
        if any(s.kind == "drug" for s in self.perturbations.given):
            return diagrams.true
        treated = diagrams.false
        for k in self._space.of_kind("drug"):
            treated = treated | diagrams.switch(k)
        return treated

    @property
    def _has_verdicts(self) -> bool:
        return self._untreated is not None

    @cached_property
    def _words(self) -> dict[str, Any]:
        """Word → cells; every cell is in one of them."""
        if self._untreated is None:
            return self._values
        judged = judged_cells(self._found, self._untreated)
        words: dict[str, Any] = {word: cells & self._treated for word, cells in judged.items()}
        return words | {UNTREATED: self._found.possible & ~self._treated}

    @cached_property
    def _verdicts(self) -> Verdicts:
        if not self._has_verdicts:
            raise InputError(
                f"this landscape is of {self.readout}, which gives no verdict",
                hint="make it without readout=",
            )
        words = {w: cells for w, cells in self._words.items() if w != UNTREATED}
        return Verdicts(self._space, self._found.possible, words, self._values[OFF])

    def _cells(self, word: str) -> Any:
        if word == INERT and self._has_verdicts:
            resistant = self._words[RESISTANT]
            return resistant & self._verdicts.unaltered(resistant)
        if word == WEAKENED and PARTIAL in self._words:
            return self._verdicts.unaltered(self._words[RESPONDS]) & self._words[PARTIAL]
        if word not in self._words:
            raise UnknownName.of("word of this landscape", word, self._words)
        return self._words[word]

    def _point(self, names: Iterable[str], what: str, kinds: Iterable[str]) -> set[int]:
        numbers = self._space.numbers(names, what)
        for k in numbers:
            if self._space.order[k].kind not in kinds:
                raise UnknownName(f"{self._space.order[k]} is not one of the {what}")
        return set(numbers)

    def _at(self, alterations: Iterable[str], drugs: Iterable[str]) -> list[int]:
        on = self._point(alterations, "alterations", ALTERED)
        on |= self._point(drugs, "drugs", ("drug",))
        point = [int(k in on) for k in range(len(self._space.order))]
        if not self._space.diagrams.holds(self._found.possible, point):
            self.perturbations.scenario(self._space.order[k] for k in sorted(on))  # says why
        return point

    def verdict(
        self, alterations: Iterable[str] = (), drugs: Iterable[str] = ()
    ) -> Verdict | Value | None:
        """Return the word of one cell, as ``simulate(...).verdict`` would; None without drugs.

        Parameters
        ----------
        alterations, drugs
            Names of the switches that are on. Where knockouts and gains vary, they are named among
            the alterations, as ``'PTEN'``, or ``'PTEN knocked out'`` where that is needed.

        Raises
        ------
        UnknownName
            A name that is not a switch of this landscape.
        InputError
            The causes contradict each other.
        """
        point = self._at(alterations, drugs)
        for word, cells in self._words.items():
            if self._space.diagrams.holds(cells, point):
                return None if word == UNTREATED else word
        raise AssertionError("every cell has one word")

    def value(self, alterations: Iterable[str] = (), drugs: Iterable[str] = ()) -> Value:
        """Return the value of the readout in one cell, as ``simulate`` would."""
        point = self._at(alterations, drugs)
        holds = self._space.diagrams.holds
        return next(v for v in self.values if holds(self._values[v], point))

    def is_certified(self, alterations: Iterable[str] = (), drugs: Iterable[str] = ()) -> bool:
        """Whether the readout of one cell has its value under every update scheme."""
        point = self._at(alterations, drugs)
        return self._space.diagrams.holds(self._found.certified, point)

    def where(self, word: str, *, certified: bool | None = None) -> CellSet:
        """Return the cells with a word, without listing them.

        Parameters
        ----------
        word
            A word of this landscape, or ``inert``, or ``weakened``: partial in cells whose
            unaltered tumour responds.
        certified
            Only the cells for which percolation decides the readout, or only the others.
        """
        cells = self._cells(word)
        if certified is not None:
            sure = self._found.certified
            cells = cells & (sure if certified else ~sure)
        return CellSet(self._space, cells)

    def having(self, value: Value) -> CellSet:
        """Return the cells in which the readout has a value, treated or not."""
        if value not in self._values:
            raise UnknownName.of("value", value, self._values)
        return CellSet(self._space, self._values[value])

    def count(
        self,
        word: str,
        *,
        certified: bool | None = None,
        including: Iterable[str] = (),
        excluding: Iterable[str] = (),
    ) -> int:
        """Return the exact number of cells with a word, and with or without some switches."""
        cells = self.where(word, certified=certified)
        return cells.restrict(including=including, excluding=excluding).count()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Word → number of cells; they add up to ``provenance.cells``."""
        return {w: self._space.diagrams.count(c) for w, c in self._words.items()}
