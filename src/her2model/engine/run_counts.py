"""Counting in many runs at once: the bits of a machine word are 64 runs.

A counter keeps each digit of its numbers as a row of words, so adding one in some runs is a few
operations on whole words, as in a ripple-carry adder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Counter", "Fired", "Watch", "Words", "bits_of", "count", "ones", "words_of"]

Words = Any
"""A NumPy array of 64-bit words: a bit for each run."""
PILOT = 32
"""Steps between two looks at which runs have settled."""


class Counter:
    """Counts in every run up to a goal of its own; a word of bits a digit, the last on from it."""

    def __init__(self, goals: Any) -> None:
        size = int(goals.max()).bit_length()
        self._begin = (1 << size) - goals
        self.digits = [words_of((self._begin >> k & 1).astype(bool)[None])[0] for k in range(size)]
        self.digits.append(words_of((goals == 0)[None])[0])

    @property
    def reached(self) -> Words:
        """The runs that have come to the goal."""
        return self.digits[-1]

    def add(self, which: Words) -> None:
        """Add one in some runs, none of which has come beyond the goal."""
        import numpy as np

        carry, spare = which.copy(), np.empty_like(which)
        for digit in self.digits:
            np.bitwise_and(digit, carry, out=spare)
            np.bitwise_xor(digit, carry, out=digit)
            carry, spare = spare, carry

    def values(self, runs: int) -> Any:
        """Return the numbers as an array."""
        weights = [float(1 << k) for k in range(len(self.digits))]
        total = sum(w * bits_of(d, runs) for w, d in zip(weights, self.digits, strict=True))
        return total - self._begin


class Watch:
    """Which runs are still going, and how often each was seen on.

    Parameters
    ----------
    before, ticks
        Of each run, how often its clock ticks before it counts, and then.
    rows
        What is watched; only how much matters.
    """

    def __init__(self, before: Any, ticks: Any, rows: Sequence[Any]) -> None:
        self.runs = len(ticks)
        self.settling = Counter(before)
        self.clock = Counter(ticks)
        self.on = [Counter(ticks) for _ in rows]
        self.going = ones(self.runs)
        self.steps = 0
        self.waiting = bool(before.any())
        self.counting = not before.all()

    def note(self, ticked: Words, rows: Sequence[Words]) -> None:
        """Take one step in account: where the clock ticked, and where each species is on."""
        import numpy as np

        settled = self.settling.reached
        counted = ticked & settled
        self.steps += 1
        if self.waiting:
            self.settling.add(ticked & ~settled)
            self.waiting = self.steps % PILOT > 0 or bool((self.going & ~settled).any())
        self.counting = self.counting or bool(counted.any())
        if not self.counting:
            return
        for counter, row in zip(self.on, rows, strict=True):
            counter.add(counted & row)
        self.clock.add(counted)
        np.bitwise_and(self.going, ~self.clock.reached, out=self.going)

    def values(self, runs: int) -> list[Any]:
        """Return how often each was on, for each run."""
        return [counter.values(runs) for counter in self.on]


class Fired:
    """Counts up to two in every run how many rows have a bit; holds the room for it."""

    def __init__(self, rows: int, words: int) -> None:
        import numpy as np

        self._sums = np.zeros((max(1, rows), words), dtype=np.uint64)
        self._carries = np.zeros((max(1, rows), words), dtype=np.uint64)

    def some_and_several(self, rows: Words) -> tuple[Words, Words]:
        """Return where at least one row, and where at least two rows, have a bit."""
        import numpy as np

        if not len(rows):
            return self._sums[0], self._carries[0]
        count, done = len(rows), 0
        while count > 1:
            half = count // 2
            low, high = rows[:half], rows[count - half : count]
            np.bitwise_and(low, high, out=self._carries[done : done + half])
            np.bitwise_or(low, high, out=self._sums[:half])
            if count % 2:
                self._sums[half] = rows[half]
            rows = self._sums
            count, done = count - half, done + half
        return rows[0], np.bitwise_or.reduce(self._carries[:done], axis=0)


def ones(runs: int) -> Words:
    """Return words with a bit for each run, the rest of the last one 0."""
    import numpy as np

    full = np.full(max(1, -(-runs // 64)), ~np.uint64(0))
    if runs % 64:
        full[-1] = np.uint64((1 << runs % 64) - 1)
    return full


def bits_of(which: Words, runs: int) -> Any:
    """Return a Boolean for each run."""
    import numpy as np

    return np.unpackbits(which.view(np.uint8), count=runs, bitorder="little").view(bool)


def words_of(bits: Any) -> Words:
    """Return rows of words for rows of Booleans."""
    import numpy as np

    rows, runs = bits.shape
    out = np.zeros((rows, max(1, -(-runs // 64)) * 8), dtype=np.uint8)
    out[:, : -(-runs // 8)] = np.packbits(bits, axis=1, bitorder="little")
    return out.view(np.uint64)


def count(which: Words) -> int:
    """Return in how many runs the bit is on."""
    return int(bits_of(which, 64 * len(which)).sum())
