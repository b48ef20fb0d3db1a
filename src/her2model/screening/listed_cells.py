"""Sets of a few thousand listed cells: a Python integer each, with a bit for every cell.

It offers the engine what :class:`~her2model.screening.packed_words.PackedCells` does. One operation
costs a tenth of NumPy's where cells are few, and nothing has to be imported for a handful of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from her2model.screening.packed_words import Clock, Timed

__all__ = ["ListedCells"]

HANDFUL = 64
"""Up to so many cells are told apart one by one."""


class ListedCells(Timed):
    """All sets of some listed cells.

    Parameters
    ----------
    size
        Number of cells.
    switches
        Switch → the cells in which it is on; none where a switch is left out.
    clock
        The time that there is; any when None.
    """

    true = -1
    false = 0

    def __init__(self, size: int, switches: dict[int, int], clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.size = size
        self.domain = (1 << size) - 1
        self._switch = switches

    @classmethod
    def of(cls, members: Sequence[Iterable[int]]) -> ListedCells:
        """Return the sets of cells, each given by the numbers of the switches that are on."""
        switches: dict[int, int] = {}
        for cell, on in enumerate(members):
            for k in on:
                switches[k] = switches.get(k, 0) | 1 << cell
        return cls(len(members), switches)

    @classmethod
    def of_rows(cls, members: Any, variables: int, clock: Clock | None = None) -> ListedCells:
        """Return those of a screen, given as :class:`PackedCells` takes them."""
        import numpy as np

        table = np.zeros((variables + 1, len(members)), dtype=bool)
        for column in members.T:
            table[column, np.arange(len(members))] = True  # column -1 is the spare last row
        rows = np.packbits(table[:-1], axis=1, bitorder="little")
        switches = {k: int.from_bytes(row.tobytes(), "little") for k, row in enumerate(rows)}
        return cls(len(members), switches, clock)

    def switch(self, k: int) -> int:
        """Return the cells in which a switch is on."""
        return self._switch.get(k, 0)

    def is_empty(self, cells: int) -> bool:
        """Whether no cell is in the set."""
        self.check_time()
        return not cells & self.domain

    def minus(self, cells: int, others: int) -> int:
        """Return the cells of a set that are not in another."""
        return cells & ~others

    def count(self, cells: int) -> int:
        """Return the number of cells."""
        return (cells & self.domain).bit_count()

    def bits(self, cells: int) -> Any:
        """Return a Boolean for each cell."""
        import numpy as np

        raw = (cells & self.domain).to_bytes(-(-self.size // 8), "little")
        flat = np.frombuffer(raw, dtype=np.uint8)
        return np.unpackbits(flat, count=self.size, bitorder="little").view(bool)

    def gathered(self, cells: int) -> tuple[ListedCells, Any, Any]:
        """Return an algebra of only these cells, and the ways there and back: here itself."""
        return self, lambda found: found, lambda found: found & cells

    def parts(self, cells: int, tests: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Split a set into the parts in which each test has one value, with a bit for each test."""
        cells &= self.domain
        if cells.bit_count() > HANDFUL:
            yield from self._many_parts(cells, tests)
            return
        found: dict[int, int] = {}
        while cells:
            bit = cells & -cells
            cells ^= bit
            values = sum(1 << k for k, t in enumerate(tests) if t & bit)
            found[values] = found.get(values, 0) | bit
        yield from ((part, values) for values, part in found.items())

    def _many_parts(self, cells: int, tests: Sequence[int]) -> Iterator[tuple[int, int]]:
        import numpy as np

        chosen = np.flatnonzero(self.bits(cells))
        values = np.stack([self.bits(t)[chosen] for t in tests], axis=1)
        found: dict[bytes, int] = {}
        for cell, row in zip(chosen, np.packbits(values, axis=1, bitorder="little"), strict=True):
            key = row.tobytes()
            found[key] = found.get(key, 0) | 1 << int(cell)
        yield from ((part, int.from_bytes(key, "little")) for key, part in found.items())
