"""Asynchronous runs by compiled steps, where numba is there and it pays to load it.

The steps are those of :mod:`her2model.engine.run_steps`, and the runs the same as without them. To
load numba, and the first time to compile, takes longer than most samples do. So runs begin without,
and go over to compiled steps when about as much work was done as that would cost; where numba is
missing, or does not work, they never do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from her2model.engine.network import Network
from her2model.engine.run_counts import Goals, Runs, Seen, bits_of, runs_of
from her2model.engine.run_rules import SERVED, SHARED_FROM, RandomBits, RunRules
from her2model.model.rules import Rule

__all__ = [
    "COMPILER",
    "CompiledRuns",
    "Compiler",
    "Look",
    "Steps",
    "Tuning",
    "compiled_steps",
    "runs_from",
    "words_of",
]

ENOUGH, ENOUGH_LOADED = 1e9, 3e8
"""Nanoseconds of work after which numba is loaded, and those where it is loaded already."""
A_ROW, A_WORD = 100.0, 1.5
"""Nanoseconds that an operation on whole numbers takes, about, and a word of them."""
ROWS_A_SPECIES = 8
"""Operations for a species in a step, beside its rule."""


class Compiler:
    """What decides when steps are compiled.

    Parameters
    ----------
    enough, enough_loaded
        Nanoseconds of work after which it pays to load numba, and to use it where it is loaded.
    """

    def __init__(self, enough: float = ENOUGH, enough_loaded: float = ENOUGH_LOADED) -> None:
        self._enough, self._enough_loaded = enough, enough_loaded
        self._spent = 0.0
        self._loading = Lock()

    def after(self, steps: int, rules: RunRules, runs: int) -> Any:
        """Return the compiled steps, if they pay after some more steps without; else None."""
        operations = rules.places + ROWS_A_SPECIES * rules.rows
        self._spent += steps * operations * (A_ROW + A_WORD * -(-runs // 64))
        if self._spent < (self._enough_loaded if "numba" in sys.modules else self._enough):
            return None
        with self._loading:
            return compiled_steps()


COMPILER = Compiler()


@lru_cache(maxsize=1)
def compiled_steps() -> Any:
    """Return the steps, compiled or from numba's cache; None where numba does not do it."""
    try:
        from numba import config, njit
        from numba.extending import register_jitable

        from her2model.engine import run_steps

        if getattr(config, "DISABLE_JIT", False):
            return None
        for part in run_steps.PARTS:
            register_jitable(part)
        steps = Steps(*(njit(cache=True, nogil=True)(step) for step in run_steps.STEPS))
        _use_once(steps)
    except Exception:  # whatever is wrong with numba or its cache, runs go on without
        return None
    return steps


def _use_once(steps: Steps) -> None:
    """Have everything compiled, or read from the cache, on a run that stays as it is."""
    import numpy as np

    network = Network.compiled({"A": Rule.parse("A")})
    rules = RunRules(network, network.everything, [0])
    runs, goals = CompiledRuns(steps, rules, RandomBits(0), [0], 1, 1), np.ones(1, np.int64)
    runs.watch(Tuning(1, 1, 1, 0.0, 1.0, 1, 1), (goals, goals), [0], Look(), 1)


class Steps(NamedTuple):
    """The compiled functions."""

    watch: Any
    write: Any
    read: Any


class Look(NamedTuple):
    """Where runs that are watched have come to."""

    taken: int = 0
    """Steps that were taken."""
    lost: int = 0
    seen: int = 0
    """Of so many runs that were looked at, so many had just lost a step."""
    several: Runs = 0
    """Those that have just lost one."""
    going: Runs | None = None
    """Those that are not at their end; None where none is."""


class Tuning(NamedTuple):
    """How species fire, and when that is settled anew."""

    fewest_halvings: int
    most_halvings: int
    look: int
    """Steps between two looks."""
    least: float
    most: float
    """Share of lost steps below which species fire more often, and above which less often."""
    looked_at: int
    """Looks at a run after which that is judged."""
    small: int
    """From so many runs on, those that go on are taken out where they are few."""


class CompiledRuns:
    """Some runs, taken over for many compiled steps.

    Parameters
    ----------
    steps
        What :meth:`Compiler.after` returns.
    rules, bits, state, runs
        The rules, the random bits, the runs in which each species is on, and how many runs.
    halvings
        How rarely species fire.
    """

    def __init__(
        self,
        steps: Steps,
        rules: RunRules,
        bits: RandomBits,
        state: Sequence[Runs],
        runs: int,
        halvings: int,
    ) -> None:
        import numpy as np

        from her2model.engine.run_steps import TILE, Rules, Work

        self._steps, self._bits, self.runs, self.halvings = steps, bits, runs, halvings
        self._words = words = -(-runs // 64)
        self._rules = Rules(*rules.arrays(int(TILE)))
        rows, served = len(state), SERVED if runs >= SHARED_FROM else 1
        self._work = Work(
            served=np.uint64(served),
            source=bits.state,
            state=words_of(state, words),
            every=words_of([(1 << runs) - 1], words)[0],
            change=np.zeros((rows, words), np.uint64),
            busy=np.zeros(rows, np.uint64),
            values=np.zeros(rules.places * int(TILE), np.uint64),
            ring=np.zeros((-(-rows // served), 2 * words + 1), np.uint64),
            once=np.zeros(words, np.uint64),
            twice=np.zeros(words, np.uint64),
            carry=np.zeros(words, np.uint64),
            moving=np.zeros(words, np.uint64),
        )

    @property
    def state(self) -> list[Runs]:
        """The runs in which each species is on."""
        return runs_from(self._work.state)

    def watch(
        self, tuning: Tuning, goals: Goals, rows: Sequence[int], look: Look, steps: int
    ) -> Seen | None:
        """Run on from a look until runs are to be put aside, and return what was seen.

        None where it does not come to that before so many steps are taken.
        """
        import numpy as np

        size = max(int(goal.max()) for goal in goals).bit_length()
        tally = self._tally(goals, size, len(rows), look.going)
        self._work.twice[:] = words_of([look.several], self._words)[0]
        taken, self.halvings, done = self._steps.watch(
            self._rules, self._work, tally, np.array(rows, np.uint64), tuning, self.halvings,
            (look.taken, steps), self.runs, look.lost, look.seen,
        )  # fmt: skip
        self._bits.state = self._work.source
        return self._seen(tally, goals, size, taken) if done else None

    def _seen(self, tally: Any, goals: Goals, size: int, taken: int) -> Seen:
        import numpy as np

        settled, under_way = self._bits_of(tally.settled), self._bits_of(tally.going)
        goal: Any = np.where(settled, goals[1], goals[0])
        ticks = self._read(tally.clock) - ((1 << size) - goal)
        return Seen(
            settled=np.where(settled, goals[0], ticks),
            clock=np.where(settled, np.where(under_way, ticks, goals[1]), 0),
            on=[self._read(digits) for digits in tally.on],
            reached=~under_way,
            going=self._bits_of(self._work.moving),
            taken=taken,
        )

    def _tally(self, goals: Goals, size: int, watched: int, going: Runs | None) -> Any:
        import numpy as np

        from her2model.engine.run_steps import Tally

        before, ticks = goals
        at_once = before == 0
        first: Any = np.where(at_once, ticks, before)
        begin = self._digits((1 << size) - ticks, size)
        clock = self._digits((1 << size) - first, size)
        return Tally(
            going=self._work.every.copy() if going is None else words_of([going], self._words)[0],
            settled=words_of([runs_of(at_once)], self._words)[0],
            clock=clock,
            begin=begin,
            on=np.zeros((watched, size, self._words), np.uint64),
        )

    def _digits(self, numbers: Any, size: int) -> Any:
        import numpy as np

        padded = np.zeros(64 * self._words, np.int64)
        padded[: self.runs] = numbers
        digits = np.zeros((size, self._words), np.uint64)
        self._steps.write(padded, digits)
        return digits

    def _read(self, digits: Any) -> Any:
        import numpy as np

        numbers = np.zeros(64 * self._words, np.int64)
        self._steps.read(digits, numbers)
        return numbers[: self.runs]

    def _bits_of(self, words: Any) -> Any:
        return bits_of(runs_from(words[None, :])[0], self.runs)


def words_of(rows: Sequence[Runs], words: int) -> Any:
    """Return an array with a row of words for each number."""
    import numpy as np

    told = bytearray(b"".join(row.to_bytes(8 * words, "little") for row in rows))
    return np.frombuffer(told, "<u8").astype(np.uint64, copy=False).reshape(len(rows), words)


def runs_from(words: Any) -> list[Runs]:
    """Return the number that each row of words is."""
    return [int.from_bytes(row.tobytes(), "little") for row in words.astype("<u8", copy=False)]
