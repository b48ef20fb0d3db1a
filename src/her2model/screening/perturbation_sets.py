"""The cells of a screen: every set of up to so many switches, in order, in chunks.

Cells are ordered by size, then by the numbers of their switches. Sets that force one species to
both values are left out. A *group* is the sets of one size with one first switch; a *chunk* is
some groups in a row, and can be worked on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Any

from her2model.engine.forcing import forces
from her2model.engine.levels import bits_at
from her2model.screening.switches import Perturbations

__all__ = ["Chunk", "PerturbationSets"]

Members = Any
"""A NumPy array with a row for each cell: numbers of its switches, filled up with -1."""


@dataclass(frozen=True)
class Chunk:
    """Groups in a row: (size, first switch) from ``first`` to before ``last``."""

    number: int
    groups: tuple[tuple[int, int, int], ...]
    """(size, first switch from, first switch to before)."""


@dataclass(frozen=True)
class PerturbationSets:
    """Every set of up to ``max_size`` of the varied switches.

    Attributes
    ----------
    perturbations
        The switches, numbered in topological order, and the conditions.
    max_size
        Most switches on.
    """

    perturbations: Perturbations
    max_size: int

    @property
    def variables(self) -> int:
        """Number of switches."""
        return len(self.perturbations.varied)

    def bound(self) -> int:
        """Return the number of sets, contradicting ones included."""
        return sum(comb(self.variables, k) for k in range(self.max_size + 1))

    @cached_property
    def conflicts(self) -> Any:
        """Whether two switches force one species to different values."""
        import numpy as np

        order = self.perturbations.in_topological_order
        forced = [dict(forces(self.perturbations.model, s)) for s in order]
        table = np.zeros((len(order) + 1, len(order) + 1), dtype=bool)
        by_species: dict[str, list[tuple[int, int]]] = {}
        for k, fixed in enumerate(forced):
            for species, value in fixed.items():
                by_species.setdefault(species, []).append((k, value))
        for hits in by_species.values():
            for a, v in hits:
                for b, w in hits:
                    table[a, b] |= v != w
        always = [dict(forces(self.perturbations.model, s)) for s in self.perturbations.given]
        always.append(bits_at(self.perturbations.context, self.perturbations.model.levels))
        for k, fixed in enumerate(forced):
            table[k, k] = any(g.get(s, v) != v for g in always for s, v in fixed.items())
        return table

    def chunks(self, cells: int) -> tuple[Chunk, ...]:
        """Cut the cells into chunks of about so many."""
        found: list[Chunk] = []
        groups: list[tuple[int, int, int]] = []
        held = 0
        for size in range(self.max_size + 1):
            for first in range(self.variables if size else 1):
                rest = comb(self.variables - first - 1, size - 1) if size else 1
                if not rest:
                    continue
                if held and held + rest > cells:
                    found.append(Chunk(len(found), tuple(groups)))
                    groups, held = [], 0
                if groups and groups[-1][0] == size:
                    groups[-1] = (size, groups[-1][1], first + 1)
                else:
                    groups.append((size, first, first + 1))
                held += rest
        return (*found, Chunk(len(found), tuple(groups)))

    def size_of(self, chunk: Chunk) -> int:
        """Return the number of sets of a chunk, contradicting ones included."""
        return sum(self._rows(*group) for group in chunk.groups)

    def members(self, chunk: Chunk | None = None) -> Members:
        """Return the cells of a chunk, or all of them."""
        import numpy as np

        groups = chunk.groups if chunk else self.chunks(self.bound() + 1)[0].groups
        width = max(self.max_size, 1)
        blocks = []
        for size, low, high in groups:
            block = np.full((self._rows(size, low, high), width), -1, dtype=np.int32)
            at = 0
            for first in range(low, high):
                rest = self._combinations(size - 1, first + 1)
                if size:
                    block[at : at + len(rest), 0] = first
                    block[at : at + len(rest), 1:size] = rest
                    at += len(rest)
            blocks.append(block)
        return self._possible(np.concatenate(blocks))

    def _rows(self, size: int, low: int, high: int) -> int:
        if not size:
            return 1
        return sum(comb(self.variables - first - 1, size - 1) for first in range(low, high))

    def _combinations(self, size: int, start: int) -> Any:
        """Return the sets of a size among the switches from ``start`` on, in order."""
        import numpy as np

        if size <= 0:
            return np.zeros((1, 0), dtype=np.int32)
        every = self._tables[size]
        count = comb(self.variables - start, size)
        return every[len(every) - count :]

    @cached_property
    def _tables(self) -> list[Any]:
        """All sets of each size below ``max_size``; those from a switch on are its last rows."""
        import numpy as np

        n = self.variables
        tables = [np.zeros((1, 0), dtype=np.int32)]
        for size in range(1, self.max_size):
            rows = [
                np.hstack([np.full((comb(n - f - 1, size - 1), 1), f, dtype=np.int32), rest])
                for f in range(n)
                for rest in [tables[-1][len(tables[-1]) - comb(n - f - 1, size - 1) :]]
            ]
            tables.append(np.concatenate(rows) if rows else np.zeros((0, size), dtype=np.int32))
        return tables

    def _possible(self, members: Members) -> Members:
        """Leave out the sets that contradict themselves."""
        import numpy as np

        if not self.conflicts.any():
            return members
        bad = np.zeros(len(members), dtype=bool)
        for a in range(members.shape[1]):
            for b in range(a, members.shape[1]):
                bad |= self.conflicts[members[:, a], members[:, b]]
        return members[~bad]

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for chunk in self.chunks(1 << 16):
            for row in self.members(chunk):
                yield tuple(int(k) for k in row if k >= 0)
