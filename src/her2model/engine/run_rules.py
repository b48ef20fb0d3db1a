"""Rules over many runs at once, and the random bits that say where one acts.

A rule is a few ``&`` and ``|`` of numbers with a bit for each run; what two rules share is worked
out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from her2model.engine.network import Gate, Network, Subspace
from her2model.engine.run_counts import Runs
from her2model.model.bit_masks import members

__all__ = ["RandomBits", "RunRules"]

SHARED_FROM, SERVED = 512, 8
"""From so many runs a random number serves so many species."""


class RunRules:
    """The rules of some species, compiled.

    Parameters
    ----------
    network, within
        The network, and a trap space that no run leaves: what is constant in it is left out.
    followed
        Numbers of the species; each other one is constant.
    """

    def __init__(self, network: Network, within: Subspace, followed: Sequence[int]) -> None:
        self.within = within
        self._row = {i: k for k, i in enumerate(followed)}
        self.rows = len(followed)
        self.places = self.rows + 2  # the states, then what is on nowhere, everywhere
        self._negated: dict[int, int] = {}
        self._placed: dict[int, int] = {}
        self._known: dict[tuple[bool, int, int], int] = {}
        self._results = [self._place(network.rise[i]) for i in followed]
        self._tape = [(*key, out) for key, out in self._known.items()]

    def _place(self, gate: Gate) -> int:
        """Return where the value of a gate is to be found."""
        if id(gate) in self._placed:
            return self._placed[id(gate)]
        terms = sorted({*self._literals(gate), *map(self._place, gate[3])})
        one, *others = terms or [self.rows + gate[0]]
        for other in others:
            one = self._fresh(self._known, (bool(gate[0]), one, other))
        self._placed[id(gate)] = one
        return one

    def _literals(self, gate: Gate) -> Iterator[int]:
        _, on, off, _ = gate
        for value, mask in ((1, on), (0, off)):
            for i in members(mask):
                if i not in self._row:
                    can = self.within.can1 if value else self.within.can0
                    yield self.rows + (can >> i & 1)
                elif value:
                    yield self._row[i]
                else:
                    yield self._fresh(self._negated, self._row[i])

    def _fresh(self, known: dict[Any, int], what: Any) -> int:
        if what not in known:
            known[what] = self.places
            self.places += 1
        return known[what]

    def arrays(self, size: int) -> tuple[Any, Any, Any]:
        """Return what is negated, the operations, and the results, each place so many words."""
        import numpy as np

        negated = np.array(list(self._negated.items()), np.uint64).reshape(-1, 2) * size
        tape = np.array(self._tape, np.uint64).reshape(-1, 4)
        tape[:, 1:] *= size
        return negated, tape, np.array(self._results, np.uint64) * size

    def changing(self, state: Sequence[Runs], every: Runs) -> list[Runs]:
        """Return, for each species, the runs in which its rule would change it."""
        values = [*state, 0, every, *([0] * (self.places - self.rows - 2))]
        for row, out in self._negated.items():
            values[out] = every ^ values[row]
        for is_and, a, b, out in self._tape:
            values[out] = values[a] & values[b] if is_and else values[a] | values[b]
        return [values[out] ^ row for out, row in zip(self._results, state, strict=True)]


class RandomBits:
    """Random numbers with a bit for each run.

    Parameters
    ----------
    seed
        The same seed gives the same numbers.
    """

    def __init__(self, seed: int | tuple[int, ...]) -> None:
        import numpy as np

        self._source = np.random.SFC64(np.random.SeedSequence(seed))

    @property
    def state(self) -> Any:
        """The four words that the next words are made from."""
        return self._source.state["state"]["state"].copy()

    @state.setter
    def state(self, words: Any) -> None:
        self._source.state = {**self._source.state, "state": {"state": words}}

    def raw(self, count: int) -> Any:
        """Return an array of random words of 64 bits."""
        return self._source.random_raw(count)

    def waits(self, count: int) -> Any:
        """Return an array of exponential times of mean 1."""
        import numpy as np

        return -np.log1p((self.raw(count) >> 11) * -(2.0**-53))

    def drawn(self, runs: int) -> Runs:
        """Return a number in which each bit is on in half of all cases."""
        return int.from_bytes(self.raw(-(-runs // 64)).tobytes(), "little") & (1 << runs) - 1

    def thinned(self, runs: int, count: int, halvings: int) -> list[Runs]:
        """Return numbers in which each bit is on with a chance of one in ``2 ** halvings``.

        They have bits beyond the last run, which tell nothing.
        Where there are many runs, one that was drawn serves several times, turned by another
        stretch each time and in each step: the bits of any one run are independent, and it shares
        few of them with any other. So the runs stay independent for every purpose here, and the
        tests hold their stated error against the spread of repeated estimates.
        """
        import numpy as np

        served = SERVED if runs >= SHARED_FROM else 1
        words, numbers = -(-runs // 64), -(-count // served)
        raw = self.raw(1 + halvings * numbers * words)
        bits = np.bitwise_and.reduce(raw[1:].reshape(halvings, numbers, words), axis=0)
        size, told = 8 * words, bits.tobytes()
        first = [int.from_bytes(told[k * size : (k + 1) * size], "little") for k in range(numbers)]
        if served == 1:
            return first
        width = 64 * words
        stretch = 1 + int(raw[0]) % (width // served - 1)
        rings = [n | n << width for n in first]
        turns = range(stretch, served * stretch, stretch)
        return [*first, *(n >> turn for turn in turns for n in rings)][:count]
