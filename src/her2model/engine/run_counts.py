"""Counting in many runs at once: the bits of a whole number are the runs.

Python's whole numbers are of any size, and ``&`` of two with a bit for each of 1,000 or 8,192 runs
takes a fraction of what a call of NumPy takes. A counter keeps each digit of its numbers as such a
number, so adding one in some runs is a few operations, as in a ripple-carry adder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["Counter", "Goals", "Runs", "Seen", "Watch", "bits_of", "runs_of"]

Runs = int
"""Some of the runs: a bit for each."""
PILOT = 32
"""Steps between two looks at which runs have settled."""
Goals = tuple[Any, Any]
"""Of each run, how often its clock ticks before it counts, and then."""


class Seen(NamedTuple):
    """What was seen of runs that are watched, a number or a Boolean for each."""

    settled: Any
    """How often the clock ticked before the time counted."""
    clock: Any
    """How often it ticked then."""
    on: Sequence[Any]
    """How often each species was on at those ticks."""
    reached: Any
    """Whether the run has come to its end."""
    going: Any
    """Whether it goes on: it is neither at its end nor at rest."""
    taken: int
    """Steps that were taken."""

    def then(self, later: Seen) -> Seen:
        """Return what was seen until after some more steps."""
        return later._replace(
            settled=self.settled + later.settled,
            clock=self.clock + later.clock,
            on=[one + more for one, more in zip(self.on, later.on, strict=True)],
        )


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
        import numpy as np

        total = np.zeros(runs, np.int64)
        for k, digit in enumerate(self.digits):
            total += bits_of(digit, runs).astype(np.int64) << k
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

    def seen(self, going: Runs, taken: int) -> Seen:
        """Return what was seen; some runs go on."""
        settled, clock, *on = (
            counter.values(self.runs) for counter in (self.settling, self.clock, *self.on)
        )
        reached, on_they_go = bits_of(self.clock.reached, self.runs), bits_of(going, self.runs)
        return Seen(settled, clock, on, reached, on_they_go, taken)


def bits_of(which: Runs, runs: int) -> Any:
    """Return a Boolean for each run, as an array."""
    import numpy as np

    told = np.frombuffer(which.to_bytes(-(-runs // 8), "little"), dtype=np.uint8)
    return np.unpackbits(told, count=runs, bitorder="little").view(bool)


def runs_of(bits: Any) -> Runs:
    """Return the runs that an array of a Boolean for each tells."""
    import numpy as np

    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")
