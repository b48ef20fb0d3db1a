"""Sets of cells as bits, 64 cells to a machine word, in NumPy: for lists of cells.

It offers what :class:`~her2model.screening.decision_diagrams.Diagrams` offers to the engine:
constants, switches, emptiness, counts, gathering, parts. Constants are arrays of one word, which
NumPy broadcasts. Bits beyond the last cell belong to cells without any switch; they never count.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

__all__ = ["Clock", "OutOfTime", "PackedCells", "Timed"]

Words = Any
"""A set of cells: a NumPy array of 64-bit words."""


class OutOfTime(Exception):  # noqa: N818 - whoever set the time says what was wrong
    """Work on some cells was given up, because the time for it is over."""


class Clock:
    """The time that work on some cells may take.

    Parameters
    ----------
    seconds
        After so many it is given up; None for never.
    patience
        Seconds that may pass before pieces of the answer come; None for any.
    """

    def __init__(self, seconds: float | None = None, patience: float | None = None) -> None:
        self._runs = seconds is not None or patience is not None
        self._began = time.monotonic() if self._runs else 0.0
        self._until = inf if seconds is None else self._began + seconds
        self._patience = inf if patience is None else patience
        self._soon = self._began + self._patience
        self._comes = False

    def check(self) -> None:
        """Give up where the time is over.

        Raises
        ------
        OutOfTime
            It is.
        """
        if self._runs and time.monotonic() > min(self._until, self._soon):
            raise OutOfTime

    def piecewise(self) -> None:
        """Say that from here on the answer comes in pieces, so that no time is wasted any more.

        The first time, twice what has passed is given: to prepare it all is then a third at most.
        """
        if self._runs:
            now = time.monotonic()
            passed = 0 if self._comes else now - self._began
            self._soon = now + max(self._patience, 2 * passed)
            self._comes = True


class Timed:
    """Sets of cells on which work is given up after a time."""

    def __init__(self, clock: Clock | None) -> None:
        self.clock = clock or Clock()

    def check_time(self) -> None:
        """Give up where the time is over, as :meth:`Clock.check` does."""
        self.clock.check()

    def piecewise(self) -> None:
        """Say that the answer comes in pieces, as :meth:`Clock.piecewise` does."""
        self.clock.piecewise()


class PackedCells(Timed):
    """All sets of some listed cells.

    Parameters
    ----------
    size
        Number of cells.
    members
        Array of shape (size, most switches on), the numbers of the switches that are on in each
        cell, filled up with -1. None where no switch is asked for.
    variables
        Number of switches.
    clock
        The time that there is; any when None.
    """

    def __init__(
        self, size: int, members: Any = None, variables: int = 0, clock: Clock | None = None
    ) -> None:
        import numpy as np

        super().__init__(clock)
        self.size = size
        self.words = max(1, -(-size // 64))
        self.variables = variables
        self.true: Words = np.array([~np.uint64(0)])
        self.false: Words = np.array([np.uint64(0)])
        self.domain: Words = self.true
        self._switch = None if members is None else self._columns(members)

    def _columns(self, members: Any) -> Any:
        import numpy as np

        table = np.zeros((self.variables + 1, self.words), dtype=np.uint64)
        cell = np.arange(self.size)
        word, bit = cell >> 6, np.uint64(1) << (cell & 63).astype(np.uint64)
        for column in members.T:
            np.bitwise_or.at(table, (column, word), bit)  # column -1 is the spare last row
        return table[:-1]

    def switch(self, k: int) -> Words:
        """Return the cells in which switch ``k`` is on."""
        assert self._switch is not None  # asked of the whole list only, never of gathered cells
        return self._switch[k]

    def is_empty(self, cells: Words) -> bool:
        """Whether no cell is in the set."""
        self.check_time()
        return not cells.any()

    def minus(self, cells: Words, others: Words) -> Words:
        """Return the cells of a set that are not in another."""
        return cells & ~others

    def count(self, cells: Words) -> int:
        """Return the number of cells."""
        return int(self.bits(cells).sum())

    def bits(self, cells: Words) -> Any:
        """Return a Boolean for each cell."""
        import numpy as np

        if len(cells) != self.words:
            cells = np.broadcast_to(cells, (self.words,)).copy()
        flat = np.ascontiguousarray(cells).view(np.uint8)
        return np.unpackbits(flat, count=self.size, bitorder="little").view(bool)

    def packed(self, bits: Any) -> Words:
        """Return the set with a Boolean for each cell."""
        import numpy as np

        out = np.zeros(self.words * 8, dtype=np.uint8)
        packed = np.packbits(bits, bitorder="little")
        out[: len(packed)] = packed
        return out.view(np.uint64)

    def gathered(self, cells: Words) -> tuple[PackedCells, Any, Any]:
        """Return an algebra of only these cells, and the ways there and back.

        ``take`` turns a set of cells here into one there, ``put`` the other way round.
        """
        import numpy as np

        chosen = np.flatnonzero(self.bits(cells))
        there = PackedCells(len(chosen), clock=self.clock)

        def take(found: Words) -> Words:
            if len(found) == 1 and self.words > 1:
                return found
            return there.packed(self.bits(found)[chosen])

        def put(found: Words) -> Words:
            bits = np.zeros(self.size, dtype=bool)
            bits[chosen] = there.bits(found)
            return self.packed(bits)

        return there, take, put

    def parts(self, cells: Words, tests: Sequence[Words]) -> Iterator[tuple[Words, int]]:
        """Split a set into the parts in which each test has one value, with a bit for each test."""
        import numpy as np

        chosen = np.flatnonzero(self.bits(cells))
        if not len(chosen):
            return
        values = np.stack([self.bits(t)[chosen] for t in tests], axis=1)
        rows = np.ascontiguousarray(np.packbits(values, axis=1, bitorder="little"))
        keys = rows.view([("", rows.dtype)] * rows.shape[1]).ravel()
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        ends = np.cumsum(np.bincount(which))[:-1]
        members = np.split(chosen[np.argsort(which, kind="stable")], ends)
        for part in np.argsort(first):
            bits = np.zeros(self.size, dtype=bool)
            bits[members[part]] = True
            yield self.packed(bits), int.from_bytes(rows[first[part]].tobytes(), "little")
