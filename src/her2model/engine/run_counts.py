"""Counting in many runs at once: the bits of a whole number are the runs.

Python's whole numbers are of any size, and ``&`` of two with a bit for each of 1,000 or 8,192 runs
takes a fraction of what a call of NumPy takes. A counter keeps each digit of its numbers as such a
number, so adding one in some runs is a few operations, as in a ripple-carry adder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Counter", "Runs", "Watch", "bits_of", "runs_of"]

Runs = int
"""Some of the runs: a bit for each."""
PILOT = 32
"""Steps between two looks at which runs have settled."""


class Counter:
    """Counts in every run up to a goal of its own: a number a digit, the last on from the goal."""

    def __init__(self, goals: Any) -> None:
        size = int(goals.max()).bit_length()
        self._begin = (1 << size) - goals
        self.digits = [runs_of((self._begin >> k & 1).astype(bool)) for k in range(size)]
        self.digits.append(runs_of(goals == 0))

    @property
    def reached(self) -> Runs:
        """The runs that have come to the goal."""
        return self.digits[-1]

    def add(self, which: Runs) -> None:
        """Add one in some runs, none of which has come beyond the goal."""
        digits = self.digits
        for k, digit in enumerate(digits):
            if not which:
                return
            digits[k] = digit ^ which
            which &= digit

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
    watched
        How many species are watched.
    """

    def __init__(self, before: Any, ticks: Any, watched: int) -> None:
        self.runs = len(ticks)
        self.settling = Counter(before)
        self.clock = Counter(ticks)
        self.on = [Counter(ticks) for _ in range(watched)]
        self.going: Runs = (1 << self.runs) - 1
        self.steps = 0
        self.waiting = bool(before.any())
        self.counting = not before.all()

    def note(self, ticked: Runs, rows: Sequence[Runs]) -> None:
        """Take one step in account: where the clock ticked, and where each species is on."""
        counted = ticked & self.settling.reached
        self.steps += 1
        if self.waiting:
            self.settling.add(ticked ^ counted)
            self.waiting = self.steps % PILOT > 0 or bool(
                self.going & (self.going ^ self.settling.reached)
            )
        self.counting = self.counting or bool(counted)
        if not self.counting:
            return
        for counter, row in zip(self.on, rows, strict=True):
            counter.add(counted & row)
        self.clock.add(counted)
        self.going ^= self.going & self.clock.reached

    def values(self, runs: int) -> list[Any]:
        """Return how often each was on, for each run."""
        return [counter.values(runs) for counter in self.on]


def bits_of(which: Runs, runs: int) -> Any:
    """Return a Boolean for each run, as an array."""
    import numpy as np

    told = np.frombuffer(which.to_bytes(-(-runs // 8), "little"), dtype=np.uint8)
    return np.unpackbits(told, count=runs, bitorder="little").view(bool)


def runs_of(bits: Any) -> Runs:
    """Return the runs that an array of a Boolean for each tells."""
    import numpy as np

    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")
