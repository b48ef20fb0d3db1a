"""Asynchronous runs, 64 to a machine word: how much of the time a species is on.

Each run follows the asynchronous Markov chain in continuous time in which every species is updated
at rate 1, so one species at a time, drawn evenly. That is MaBoSS with all rates 1, and its share of
time is that of the chain that updates one species, drawn evenly, at each step.

How it keeps runs independent and exact though all species of all runs are evaluated together: in
each step every species whose rule would change it fires with probability p, by a random bit of its
own in every run. Where one fired, it changes. Where none fired, the clock ticks. Where several
fired, nothing counts. With k species about to change, a move is then k p / (1 - p) times as likely
as a tick, so the ticks are a clock of rate (1 - p) / p beside the chain, and what is seen at the
ticks has the chain's share of time. Every run is given the same time on its own clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from her2model.engine.network import Gate, Network, Subspace, literals
from her2model.engine.run_counts import PILOT, Fired, Watch, Words, bits_of, count, ones, words_of
from her2model.errors import LimitError

__all__ = ["PackedRuns"]

Instruction = tuple[Callable[..., Any], Words, Words, Words]
SHARED_FROM, SERVED = 256, 4
SMALL = 64
MOST_PILOT = 10.0
LEAST_REJECTED, MOST_REJECTED = 0.08, 0.25
LEAST_LOST, MOST_LOST, LOOKED_AT = 0.01, 0.5, 128
"""As those above, for runs that are watched: to change it there costs a little, so less often."""
MOST_HALVINGS = 7
MAX_STEPS = 2_000_000


class PackedRuns:
    """Independent asynchronous runs of one network, in step.

    Parameters
    ----------
    network
        The network.
    start
        A subspace: each run begins in a random state of it, forced species at their values.
    runs
        Number of runs.
    seed
        Seed of the random bits; the same seed gives the same runs.
    watched
        Names of the species that matter. Only these and what acts on them is followed, and what
        cannot change is left out; the law of what is left is the same.
    states
        Where to begin instead: the words of some species, such as :meth:`words` of other runs
        returns.
    """

    def __init__(
        self,
        network: Network,
        start: Subspace,
        *,
        runs: int,
        seed: int | tuple[int, ...],
        watched: Iterable[str],
        states: Mapping[str, Words] | None = None,
    ) -> None:
        import numpy as np

        self.network = network
        self.start = network.entered(start)
        self.within = network.grown(start)
        self.runs = runs
        self.halvings = 1
        self._random = np.random.SFC64(np.random.SeedSequence(seed))
        wanted = sum(1 << network.index[s] for s in set(watched))
        self.followed = _followed(network, self.within, wanted)
        self._row = {i: k for k, i in enumerate(self.followed)}
        self._make_room(self._first_states(states or {}))

    # -- setting up ------------------------------------------------------------------------------

    def _make_room(self, state: Words) -> None:
        """Take over the states of some runs, and compile the rules over them."""
        import numpy as np

        self._state = state
        self._words = state.shape[1]
        self._changing = np.zeros_like(state)
        self._complement = np.zeros_like(state)
        self._fired = Fired(*state.shape)
        self._tape = self._compiled()

    def _first_states(self, states: Mapping[str, Words]) -> Words:
        import numpy as np

        words = max(1, -(-self.runs // 64))
        rows = np.zeros((len(self.followed), words), dtype=np.uint64)
        for k, i in enumerate(self.followed):
            name = self.network.species[i]
            forced = (self.network.forced_on | self.network.forced_off) >> i & 1
            if name in states and not forced:
                rows[k] = states[name]
            elif self.start.free >> i & 1:
                rows[k] = self._random.random_raw(words)
            elif self.start.can1 >> i & 1:
                rows[k] = ~np.uint64(0)
        self._draw_levels(rows, states)
        return rows

    def _draw_levels(self, rows: Words, states: Mapping[str, Words]) -> None:
        """Begin each species that has levels at one of them, drawn evenly: lower bits go first."""
        for bits in self.network.bits.values():
            free = [i for i in bits if self.start.free >> i & 1 and i in self._row]
            if len(free) < 2 or self.network.species[free[0]] in states:
                continue
            drawn = self._random.random_raw(64 * rows.shape[1]) % (len(free) + 1)
            for level, i in enumerate(free):
                rows[self._row[i]] = words_of((drawn > level)[None, :])[0]

    def _compiled(self) -> list[Instruction]:
        """List the NumPy calls that put the value of each rule into its row of ``_changing``."""
        tape: list[Instruction] = []
        for k, i in enumerate(self.followed):
            self._compile(self.network.rise[i], self._changing[k], tape)
        return tape

    def _compile(self, gate: Gate, out: Words, tape: list[Instruction]) -> None:
        import numpy as np

        is_and, _, _, parts = gate
        terms = []
        for term in self._terms(gate):
            if isinstance(term, bool):
                if term is not is_and:
                    terms = [self._constant(term)]
                    break
            else:
                terms.append(term)
        else:
            for part in parts:
                inner = np.zeros(self._words, dtype=np.uint64)
                self._compile(part, inner, tape)
                terms.append(inner)
        terms = terms or [self._constant(is_and)]
        join = np.bitwise_and if is_and else np.bitwise_or
        one, other = terms[0], terms[1] if len(terms) > 1 else terms[0]
        tape.append((join, one, other, out))
        tape.extend((join, out, term, out) for term in terms[2:])

    def _terms(self, gate: Gate) -> Iterable[bool | Words]:
        _, on, off, _ = gate
        for value, mask in ((1, on), (0, off)):
            for i in _members(mask):
                if i in self._row:
                    rows = self._state if value else self._complement
                    yield rows[self._row[i]]
                else:
                    yield bool((self.within.can1 if value else self.within.can0) >> i & 1)

    def _constant(self, value: bool) -> Words:
        import numpy as np

        return np.full(self._words, ~np.uint64(0) if value else np.uint64(0))

    # -- running ---------------------------------------------------------------------------------

    def _propose(self) -> Words:
        """Return, a row for each species, the runs in which its rule would change it."""
        import numpy as np

        np.invert(self._state, out=self._complement)
        for join, a, b, out in self._tape:
            join(a, b, out)
        return np.bitwise_xor(self._changing, self._state, out=self._changing)

    def moving(self) -> Words:
        """Return the runs that are not at rest: the others stay as they are for ever."""
        import numpy as np

        found: Words = np.bitwise_or.reduce(self._propose(), axis=0)
        return found

    def _step(self, active: Words) -> tuple[Words, Words]:
        """Make one step of the active runs; return in which the clock ticked, and which lost it."""
        import numpy as np

        changing = self._propose()
        self._thin(changing)
        some, several = self._fired.some_and_several(changing)
        np.bitwise_and(changing, active & ~several, out=changing)
        np.bitwise_xor(self._state, changing, out=self._state)
        return active & ~some, active & several

    def _thin(self, changing: Words) -> None:
        """Leave each bit on with probability p, by random bits of its own.

        Where there are many words, a random word serves several words of runs, which are further
        apart by another stretch at each step: the bits of any one run are independent, and it
        shares few of them with any other. So the runs stay independent for every purpose here, and
        the tests hold their stated error against the spread of repeated estimates.
        """
        flat, words = changing.reshape(-1), self._words
        if words < SHARED_FROM:
            for _ in range(self.halvings):
                flat &= self._random.random_raw(flat.size)
            return
        part = -(-len(self.followed) // SERVED) * words
        drawn = self._random.random_raw(part + words)
        ahead = 1 + int(drawn[0]) % (words // (SERVED * self.halvings) - 1)
        last = part + words - (self.halvings - 1) * ahead
        bits = drawn[1:last]
        for k in range(1, self.halvings):
            bits = bits & drawn[1 + k * ahead : last + k * ahead]
        for k, begin in enumerate(range(0, flat.size, part)):
            piece = flat[begin : begin + part]
            piece &= bits[k * self.halvings * ahead :][: piece.size]

    @property
    def tick(self) -> float:
        """Mean time between ticks, in units of the mean time between updates of one species."""
        p = 0.5**self.halvings
        return p / (1 - p)

    def share(self, species: Sequence[str], time: float) -> list[Any]:
        """Let a time pass, then return the share of as much time that each species is on."""
        pilot = self.advance(min(time, MOST_PILOT))
        return self.watch(species, time, max(0.0, time - pilot))

    def advance(self, time: float) -> float:
        """Run on until the mean time of a run has passed; settle how often species fire.

        Runs at rest are left out of both, and when all are, the time has passed.
        """
        passed, full = 0.0, ones(self.runs)
        for _ in range(MAX_STEPS // PILOT):
            if passed >= time or not self.followed:
                return passed
            moving = self.moving() & full
            left = count(moving)
            if not left:
                return time
            for _ in range(PILOT):
                ticked, several = self._step(full)
            passed += PILOT * self.tick * count(ticked & moving) / left
            rejected = count(several)
            if rejected > MOST_REJECTED * left and self.halvings < MOST_HALVINGS:
                self.halvings += 1
            elif rejected < LEAST_REJECTED * left and self.halvings > 1:
                self.halvings -= 1
        raise _too_slow()

    def follow(self, time: float) -> float:
        """Run on, tick by tick, until the mean time of a run has passed; return what has."""
        passed, full = 0.0, ones(self.runs)
        for _ in range(MAX_STEPS):
            if passed >= time or not self.followed:
                return passed
            ticked, several = self._step(full)
            passed += self.tick * count(ticked) / self.runs
            if count(several) > MOST_REJECTED * self.runs and self.halvings < MOST_HALVINGS:
                self.halvings += 1
        raise _too_slow()

    def watch(self, species: Sequence[str], time: float, burn_in: float) -> list[Any]:
        """Return, for each species, the share of time that it is on in each run.

        Every run is given the same time on its own clock, ``burn_in`` and then what counts. So no
        run weighs more because its clock is faster. Runs at rest are as they are for all time to
        come. They, and runs that have come to their end, are put aside once they are most of them.
        How often species fire is settled anew where it does not suit the runs that are left.
        """
        import numpy as np

        rows = [self._row[self.network.index[s]] for s in species]
        ended = np.zeros((len(self.followed), self.runs), dtype=bool)
        places, steps = np.arange(self.runs), 0
        before, left = (np.full(self.runs, float(t)) for t in (burn_in, time))
        on, counted = [np.zeros(self.runs) for _ in rows], np.zeros(self.runs)
        while len(places):
            tick, watch = self.tick, Watch(*_ticks(self.tick, before[places], left[places]), rows)
            going, taken = self._watched(watch, rows, MAX_STEPS - steps)
            steps += taken
            states = np.stack([bits_of(row, len(places)) for row in self._state])
            clock = tick * watch.clock.values(len(places))
            rests = ~going & ~bits_of(watch.clock.reached, len(places))
            rest = np.where(rests, np.maximum(left[places] - clock, 0.0), 0.0)
            for k, values in enumerate(watch.values(len(places))):
                on[k][places] += tick * values + rest * states[rows[k]]
            counted[places] += clock + rest
            left[places] -= clock
            before[places] -= tick * watch.settling.values(len(places))
            ended[:, places[~going]] = states[:, ~going]
            places = places[going]
            if len(places):
                self._make_room(words_of(states[:, going]))
        self._make_room(words_of(ended))
        return [values / counted for values in on]

    def _watched(self, watch: Watch, rows: Sequence[int], steps: int) -> tuple[Any, int]:
        """Run on until runs are to be put aside; return which go on, and the steps taken."""
        lost = seen = 0
        for step in range(1, steps):
            ticked, several = self._step(watch.going)
            watch.note(ticked, [self._state[r] for r in rows])
            if step % PILOT:
                continue
            moving = watch.going & self.moving()
            going = bits_of(moving, watch.runs)
            here = int(going.sum())
            lost, seen = lost + count(several & moving), seen + here
            if not here or (4 * here <= watch.runs and self._words >= SMALL):
                return going, step
            if seen >= LOOKED_AT:
                if self._settled_anew(lost / seen):
                    return going, step
                lost = seen = 0
        raise _too_slow()

    def _settled_anew(self, lost: float) -> bool:
        """Let species fire less often where most steps are lost, and more where hardly any is."""
        if lost > MOST_LOST and self.halvings < MOST_HALVINGS:
            self.halvings += 1
        elif lost < LEAST_LOST and self.halvings > 1:
            self.halvings -= 1
        else:
            return False
        return True

    # -- reading ---------------------------------------------------------------------------------

    def words(self) -> dict[str, Words]:
        """Return the states of the species that are followed."""
        return {self.network.species[i]: self._state[k].copy() for k, i in enumerate(self.followed)}

    def inside(self, space: Subspace) -> Words:
        """Return the runs whose state, as far as it is followed, lies in a subspace."""
        inside = ones(self.runs)
        for i in range(len(self.network.species)):
            can0, can1 = space.can0 >> i & 1, space.can1 >> i & 1
            if can0 and can1:
                continue
            if i in self._row:
                row = self._state[self._row[i]]
                inside &= row if can1 else ~row
            elif not (self.within.can1 if can1 else self.within.can0) >> i & 1:
                inside &= ~inside
        return bits_of(inside, self.runs)


def _followed(network: Network, within: Subspace, wanted: int) -> tuple[int, ...]:
    """Species that can change and act on a wanted one, at any distance."""
    found, stack = wanted & within.free, list(_members(wanted & within.free))
    while stack:
        on, off = literals(network.rise[stack.pop()])
        fresh = (on | off) & within.free & ~found
        found |= fresh
        stack.extend(_members(fresh))
    return tuple(_members(found))


def _ticks(tick: float, before: Any, left: Any) -> tuple[Any, Any]:
    """Return how often the clock of each run is to tick before the time counts, and then."""
    import numpy as np

    settling = np.maximum(np.rint(before / tick), 0).astype(np.int64)
    return settling, np.maximum(np.rint(left / tick), 1).astype(np.int64)


def _members(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _too_slow() -> LimitError:
    return LimitError(
        f"the sampled runs have not come to their end in {MAX_STEPS:,} steps; ask for less time"
    )
