"""The cells of a screen: every set of up to so many switches, in order, in chunks.

Sets are ordered by size, then by the numbers of their switches; a *row* is a place in that order. A
set that forces one species to both values has a row and is no cell. A *chunk* is some rows, and can
be worked on by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
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
    """Rows, each run from its first to before its last."""

    number: int
    rows: tuple[tuple[int, int], ...]

    @cached_property
    def _size(self) -> int:
        return sum(last - first for first, last in self.rows)

    def __len__(self) -> int:
        return self._size


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

    def chunks(self, rows: int) -> tuple[Chunk, ...]:
        """Cut all rows into chunks of so many; the last may have fewer."""
        whole = self.bound()
        return tuple(
            Chunk(number, ((first, min(first + rows, whole)),))
            for number, first in enumerate(range(0, whole, rows))
        )

    def size_of(self, chunk: Chunk) -> int:
        """Return the number of sets of a chunk, contradicting ones included."""
        return len(chunk)

    def members(self, chunk: Chunk | None = None) -> Members:
        """Return the cells of a chunk, or all of them."""
        return self.told(chunk)[0]

    def told(self, chunk: Chunk | None = None) -> tuple[Members, Any]:
        """Return the cells of a chunk, or all of them, and of each row whether it is a cell."""
        import numpy as np

        runs = chunk.rows if chunk else ((0, self.bound()),)
        blocks = [block for run in runs for block in self._blocks(*run)]
        members = np.concatenate(blocks)
        possible = self._possible(members)
        return (members if possible.all() else members[possible]), possible

    @cached_property
    def _groups(self) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the first rows of all groups, and their (size, first switch)."""
        groups = [
            (size, first)
            for size in range(self.max_size + 1)
            for first in range(self.variables - size + 1 if size else 1)
        ]
        sizes = [
            comb(self.variables - first - 1, size - 1) if size else 1 for size, first in groups
        ]
        return list(accumulate(sizes, initial=0)), groups

    def _blocks(self, start: int, stop: int) -> Iterator[Members]:
        """Yield the sets from a row to before another, those of a group at a time."""
        import numpy as np

        begins, groups = self._groups
        at = bisect_right(begins, start) - 1
        while start < stop:
            size, first = groups[at]
            until = min(stop, begins[at + 1])
            block = np.full((until - start, max(self.max_size, 1)), -1, dtype=np.int32)
            if size:
                rest = self._combinations(size - 1, first + 1)
                block[:, 0] = first
                block[:, 1:size] = rest[start - begins[at] : until - begins[at]]
            yield block
            start, at = until, at + 1

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

    def _possible(self, members: Members) -> Any:
        """Say of each set whether it does not contradict itself."""
        import numpy as np

        possible = np.ones(len(members), dtype=bool)
        if self.conflicts.any():
            for a in range(members.shape[1]):
                for b in range(a, members.shape[1]):
                    possible &= ~self.conflicts[members[:, a], members[:, b]]
        return possible

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for chunk in self.chunks(1 << 16):
            for row in self.members(chunk):
                yield tuple(int(k) for k in row if k >= 0)
