"""What a screen found: the word of every cell, in several views."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.displays import data_frame
from her2model.engine.forcing import Cause
from her2model.engine.sampling import Sample, sample
from her2model.engine.simulation import DISCLAIMER, SEMANTICS, settle
from her2model.errors import UnknownName
from her2model.model.arguments import listed
from her2model.model.files import write_text
from her2model.model.model import Model
from her2model.screening.judged_cells import verdict_words
from her2model.screening.packed_screen import CERTIFIED
from her2model.screening.perturbation_sets import PerturbationSets
from her2model.screening.switches import Combination
from her2model.verdicts import values_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Screen", "words_of"]


def words_of(model: Model, readout: str, has_verdicts: bool) -> tuple[str, ...]:
    """Return the words that the cells of a screen can have."""
    top = model.species[readout].top
    return verdict_words(top) if has_verdicts else values_of(top)


@dataclass(frozen=True, repr=False, eq=False)
class Screen:
    """The verdict of every perturbation set; :func:`screen` makes it.

    The words are those of the readout's value: ``on``, ``off``, ``mixed``, ``unsettled``. Where
    drugs are given and the growth readout is watched, they are those of the drugs' verdict
    against the same tumour untreated: ``responds``, ``resistant``, ``mixed``, ``unsettled``, ``no
    growth``, and ``partial`` where growth has levels.

    Attributes
    ----------
    sets
        The cells, in their order.
    readout
        The species that was watched.
    codes
        A byte for each cell.
    has_verdicts
        Whether the words are those of a verdict.
    seconds
        Time on the clock.
    """

    sets: PerturbationSets
    readout: str
    codes: Any
    has_verdicts: bool
    seconds: float

    @property
    def model(self) -> Model:
        """The model."""
        return self.sets.perturbations.model

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def order(self) -> tuple[Cause, ...]:
        """The switches, regulators first: the numbers of ``members``."""
        return self.sets.perturbations.in_topological_order

    @cached_property
    def members(self) -> Any:
        """Array with a row for each cell: the numbers of its switches, filled up with -1."""
        return self.sets.members()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Word of each code."""
        return words_of(self.model, self.readout, self.has_verdicts)

    def _code(self, word: str) -> int:
        if word not in self.words:
            raise UnknownName.of("word of this screen", word, self.words)
        return self.words.index(word)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Word → number of cells; they add up to ``len(screen)``."""
        import numpy as np

        found = np.bincount(self.codes % CERTIFIED, minlength=len(self.words))
        return {w: int(n) for w, n in zip(self.words, found, strict=True)}

    @cached_property
    def counts_by_size(self) -> dict[int, dict[str, int]]:
        """Number of switches on → word → number of cells."""
        sizes = (self.members >= 0).sum(axis=1)
        found = {}
        for size in range(self.sets.max_size + 1):
            n = Counter((self.codes[sizes == size] % CERTIFIED).tolist())
            found[size] = {w: n[k] for k, w in enumerate(self.words)}
        return found

    @property
    def certified(self) -> int:
        """Number of cells whose value holds for every update scheme."""
        return int((self.codes >= CERTIFIED).sum())

    def count(self, word: str) -> int:
        """Return the number of cells with a word."""
        return self.counts[self.words[self._code(word)]]

    def where(self, word: str, *, size: int | None = None) -> Iterator[Combination]:
        """Yield the cells with a word, smaller ones first; of one size only, if it is given."""
        import numpy as np

        chosen = self.codes % CERTIFIED == self._code(word)
        if size is not None:
            chosen = chosen & ((self.members >= 0).sum(axis=1) == size)
        for row in np.flatnonzero(chosen):
            yield self._combination(self.members[row])

    def minimal(self, word: str) -> list[Combination]:
        """List the cells with a word of which no proper subset, of the cells here, has it."""
        code = self._code(word)
        if self.codes[:1] % CERTIFIED == code and (self.members[0] < 0).all():
            return [Combination()]
        found: list[frozenset[int]] = []
        by_member: dict[int, list[frozenset[int]]] = {}
        for row in self.members[self.codes % CERTIFIED == code]:
            cell = frozenset(int(k) for k in row if k >= 0)
            smaller = (f for k in cell for f in by_member.get(k, ()))
            if any(f < cell for f in smaller):
                continue
            found.append(cell)
            for k in cell:
                by_member.setdefault(k, []).append(cell)
        return [self._combination(f) for f in found]

    def _combination(self, numbers: Iterable[int]) -> Combination:
        return Combination.of(self.order[k] for k in numbers if k >= 0)

    def word(self, knockouts: Iterable[str] = (), gains: Iterable[str] = ()) -> str:
        """Return the word of one cell.

        Raises
        ------
        UnknownName
            A name that is not a switch of this screen, or there are more than it went through.
        """
        return self.words[int(self.codes[self._row(knockouts, gains)]) % CERTIFIED]

    def is_certified(self, knockouts: Iterable[str] = (), gains: Iterable[str] = ()) -> bool:
        """Whether the readout of one cell has its value under every update scheme."""
        return bool(self.codes[self._row(knockouts, gains)] >= CERTIFIED)

    def sample(
        self,
        knockouts: Iterable[str] = (),
        gains: Iterable[str] = (),
        *,
        runs: int = 8192,
        time: float = 60.0,
        seed: int = 0,
    ) -> Sample:
        """Sample where one cell ends, which says more of a ``mixed`` or ``unsettled`` one.

        See :func:`~her2model.sample`.
        """
        self._row(knockouts, gains)  # says so where there is no such cell
        find = self.model.find_species
        switches = [Cause("knockout", find(k)) for k in knockouts]
        switches += [Cause("gain", find(g)) for g in gains]
        result = settle(self.model, self.sets.perturbations.scenario(switches))
        return sample(result, self.readout, runs=runs, time=time, seed=seed)

    def _row(self, knockouts: Iterable[str], gains: Iterable[str]) -> int:
        find = self.model.find_species
        asked = [Cause("knockout", find(k)) for k in listed(knockouts, "knockouts")]
        asked += [Cause("gain", find(g)) for g in listed(gains, "gains")]
        for switch in asked:
            if switch not in self.order:
                raise UnknownName.of("switch of this screen", str(switch), map(str, self.order))
        numbers = tuple(sorted({self.order.index(s) for s in asked}))
        if numbers not in self._rows:
            self.sets.perturbations.scenario(asked)  # says so where they contradict each other
            raise UnknownName(
                f"the screen went up to {self.sets.max_size} perturbations, and these are "
                f"{len(numbers)}"
            )
        return self._rows[numbers]

    @cached_property
    def _rows(self) -> dict[tuple[int, ...], int]:
        return {tuple(k for k in m if k >= 0): i for i, m in enumerate(self.members.tolist())}

    def __iter__(self) -> Iterator[tuple[Combination, str]]:
        for row, code in zip(self.members, self.codes % CERTIFIED, strict=True):
            yield self._combination(row), self.words[code]

    def write(self, path: str | Path) -> None:
        """Write a tab-separated table with a line for each cell, all of it or nothing.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        lines = ["knockouts\tgains\tword\tcertified"]
        for (cell, word), code in zip(self, self.codes, strict=True):
            names = " + ".join(cell.knockouts), " + ".join(cell.gains)
            lines.append("\t".join([*names, word, "yes" if code >= CERTIFIED else "no"]))
        write_text(path, "\n".join([*lines, ""]))

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame with a row for each cell, as :meth:`write` writes it.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = (
            (" + ".join(cell.knockouts), " + ".join(cell.gains), word, bool(code >= CERTIFIED))
            for (cell, word), code in zip(self, self.codes, strict=True)
        )
        return data_frame(rows, ["knockouts", "gains", "word", "certified"], note=DISCLAIMER)

    def to_dict(self) -> dict[str, Any]:
        """Return the totals as plain data, for JSON."""
        p = self.sets.perturbations
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "readout": self.readout,
            "switches": list(map(str, self.order)),
            "given": list(map(str, p.given)),
            "onset": p.onset,
            "max_size": self.sets.max_size,
            "cells": len(self),
            "counts": self.counts,
            "counts_by_size": self.counts_by_size,
            "certified": self.certified,
            "semantics": SEMANTICS,
            "seconds": self.seconds,
            "note": DISCLAIMER,
        }

    def __repr__(self) -> str:
        totals = ", ".join(f"{w} {n:,}" for w, n in self.counts.items())
        return (
            f"<Screen of {self.model.name}, {self.readout}: {len(self):,} sets of up to "
            f"{self.sets.max_size} of {len(self.order)} perturbations; {totals}; "
            f"certified {self.certified:,}>"
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(w)}</th>" for w in ("perturbations", *self.words))
        rows = "".join(
            f"<tr><th scope='row'>{size}</th>"
            + "".join(f"<td style='text-align:right'>{n:,}</td>" for n in row.values())
            + "</tr>"
            for size, row in self.counts_by_size.items()
        )
        note = html.escape(f"{self.model.name}, {self.readout}. {DISCLAIMER}")
        return f"<table><caption>{note}</caption><tr>{head}</tr>{rows}</table>"
