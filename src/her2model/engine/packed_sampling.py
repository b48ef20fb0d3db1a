"""Asynchronous runs, a bit of a whole number each: how much of the time a species is on.

Each run follows the asynchronous Markov chain in continuous time in which every species is updated
at rate 1, so one species at a time, drawn evenly. That is MaBoSS with all rates 1, and its share of
time is that of the chain that updates one species, drawn evenly, at each step.

How it keeps runs independent and exact though all species of all runs are evaluated together: in
each step every species whose rule would change it fires with probability p, by a random bit of its
own in every run. Where one fired, it changes. Where none fired, the clock ticks. Where several
fired, nothing counts. With k species about to change, a move is then k p / (1 - p) times as likely
as a tick, so the ticks are a clock of rate (1 - p) / p beside the chain, and what is seen at the
ticks has the chain's share of time. Every run is given the same time on its own clock, which ticks
at random: after n ticks it is off by a share of one in √n, and n is :data:`TICKS` or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, log2
from typing import Any

from her2model.engine.compiled_runs import COMPILER, CompiledRuns, Look, Tuning
from her2model.engine.network import Network, Subspace, literals
from her2model.engine.run_counts import PILOT, Goals, Runs, Seen, Watch, bits_of, runs_of
from her2model.engine.run_rules import RandomBits, RunRules
from her2model.errors import LimitError
from her2model.model.bit_masks import members

__all__ = ["PackedRuns"]

MOST_HALVINGS = 7
WATCHED = Tuning(1, MOST_HALVINGS, PILOT, 0.005, 0.5, 128, 4096)
GLANCE = 8
"""Steps between two looks at how many species are about to change, where times are read."""
TICKS, FINEST = 128, 12
"""Least ticks of a clock, and the most halvings to have so many in little time."""
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
        Where to begin instead: the runs in which each of some species is on, such as :meth:`words`
        of other runs returns.
    """

    def __init__(
        self,
        network: Network,
        start: Subspace,
        *,
        runs: int,
        seed: int | tuple[int, ...],
        watched: Iterable[str],
        states: Mapping[str, Runs] | None = None,
    ) -> None:
        self.network = network
        self.start = network.entered(start)
        self.within = network.grown(start)
        self.runs = runs
        self.halvings = 1
        self._random = RandomBits(seed)
        wanted = sum(1 << network.index[s] for s in set(watched))
        self.followed = _followed(network, self.within, wanted)
        self._row = {i: k for k, i in enumerate(self.followed)}
        self._rules = RunRules(network, self.within, self.followed)
        self._hold(self._first_states(states or {}), runs)

    # -- setting up ------------------------------------------------------------------------------

    def _hold(self, state: list[Runs], runs: int) -> None:
        """Take over the states of some runs."""
        self._state, self._held = state, runs
        self._every: Runs = (1 << runs) - 1

    def _first_states(self, states: Mapping[str, Runs]) -> list[Runs]:
        rows = []
        for i in self.followed:
            name = self.network.species[i]
            forced = (self.network.forced_on | self.network.forced_off) >> i & 1
            if name in states and not forced:
                rows.append(states[name])
            elif self.start.free >> i & 1:
                rows.append(self._random.drawn(self.runs))
            else:
                rows.append(((1 << self.runs) - 1) * (self.start.can1 >> i & 1))
        self._draw_levels(rows, states)
        return rows

    def _draw_levels(self, rows: list[Runs], states: Mapping[str, Runs]) -> None:
        """Begin each species that has levels at one of them, drawn evenly: lower bits go first."""
        for bits in self.network.bits.values():
            free = [i for i in bits if self.start.free >> i & 1 and i in self._row]
            if len(free) < 2 or self.network.species[free[0]] in states:
                continue
            drawn = self._random.raw(self.runs) % (len(free) + 1)
            for level, i in enumerate(free):
                rows[self._row[i]] = runs_of(drawn > level)

    # -- running ---------------------------------------------------------------------------------

    def _propose(self) -> list[Runs]:
        """Return, for each species, the runs in which its rule would change it."""
        return self._rules.changing(self._state, self._every)

    def moving(self) -> Runs:
        """Return the runs that are not at rest: the others stay as they are for ever."""
        return _any_of(self._propose())

    def _step(self, active: Runs, changing: list[Runs] | None = None) -> tuple[Runs, Runs]:
        """Make one step of the active runs; return in which the clock ticked, and which lost it."""
        proposed = [(k, row) for k, row in enumerate(changing or self._propose()) if row]
        bits = self._random.thinned(self._held, len(proposed), self.halvings)
        fired = [(k, row & some) for (k, row), some in zip(proposed, bits, strict=True)]
        once = twice = 0
        for _, row in fired:
            twice |= once & row
            once |= row
        alone = active & (self._every ^ twice)
        for k, row in fired:
            self._state[k] ^= row & alone
        return active & (self._every ^ once), active & twice

    @property
    def tick(self) -> float:
        """Mean time between ticks, in units of the mean time between updates of one species."""
        p = 0.5**self.halvings
        return p / (1 - p)

    def share(self, species: Sequence[str], time: float) -> list[Any]:
        """Let a time pass, then return the share of as much time that each species is on."""
        proposed = self._propose()
        here = _any_of(proposed).bit_count()
        about_to = sum(row.bit_count() for row in proposed) / here if here else 1.0
        fewest = min(FINEST, max(1, ceil(log2(1 + TICKS / time))))
        self.halvings = max(fewest, _suiting(about_to))
        most = max(fewest, MOST_HALVINGS)
        tuning = WATCHED._replace(fewest_halvings=fewest, most_halvings=most)
        return self.watch(species, time, time, tuning)

    def advance(self, time: float) -> float:
        """Let a time pass on the clock of every run."""
        self.watch((), time, 0.0)
        return time

    def _compiled(self, steps: int) -> CompiledRuns | None:
        """Return what goes on with the runs, if that pays after so many more steps without."""
        found = COMPILER.after(steps, self._rules, self._held)
        if found is None:
            return None
        return CompiledRuns(
            found, self._rules, self._random, self._state, self._held, self.halvings
        )

    def at_times(self, species: Sequence[str], times: Sequence[float]) -> Any:
        """Return, for each species and time, the number of runs in which it is on just then.

        Each run has a clock of its own. With k species about to change, moves and ticks come at
        rate k + (1 - p) / p together, so a step that counts, whether it is a move or a tick, takes
        an exponential time of that rate; what holds before it is read at the times within. So the
        numbers are those of the chain at these times, whatever p is.
        """
        import numpy as np

        rows = [self._row[self.network.index[s]] for s in species]
        due = np.append(np.asarray(times, dtype=float), np.inf)
        found = np.zeros((len(rows), len(due)), dtype=int)
        clock, read = np.zeros(self.runs), np.zeros(self.runs, dtype=int)
        for step in range(MAX_STEPS):
            proposed, before = self._propose(), [self._state[r] for r in rows]
            about = sum((bits_of(row, self.runs) for row in proposed), np.zeros(self.runs, int))
            if not step % GLANCE and about.any():
                self.halvings = _suiting(about[about > 0].mean())
            tick = self.tick
            _, several = self._step(self._every, proposed)
            lasting = self._random.waits(self.runs) * tick / (1 + tick * about)
            clock += np.where(bits_of(several, self.runs), 0.0, lasting)
            clock[about == 0] = np.inf  # at rest for ever
            passed = np.flatnonzero(clock > due[read])
            states = [bits_of(row, self.runs) for row in before] if len(passed) else []
            while len(passed):
                for k, on in enumerate(states):
                    found[k] += np.bincount(read[passed][on[passed]], minlength=len(due))
                read[passed] += 1
                passed = passed[clock[passed] > due[read[passed]]]
            if (read == len(times)).all():
                return found[:, :-1]
        raise _too_slow()

    def watch(
        self, species: Sequence[str], time: float, burn_in: float, tuning: Tuning = WATCHED
    ) -> list[Any]:
        """Return, for each species, the share of time that it is on in each run.

        Every run is given the same time on its own clock, ``burn_in`` and then what counts. So no
        run weighs more because its clock is faster. Runs at rest are as they are for all time to
        come. They, and runs that have come to their end, are put aside once they are most of them.
        How often species fire is settled anew where it does not suit the runs that are left.
        """
        import numpy as np

        rows = [self._row[self.network.index[s]] for s in species]
        places: Any = slice(None)  # of the runs that are held, among all
        before, left = (np.full(self.runs, float(t)) for t in (burn_in, time))
        on, counted = [np.zeros(self.runs) for _ in rows], np.zeros(self.runs)
        ends: list[tuple[Any, list[Runs], int]] = []
        steps = 0
        while self._held:
            tick = self.tick
            goals = _ticks(tick, before[places], left[places])
            seen = self._watched(goals, rows, MAX_STEPS - steps, tuning)
            steps += seen.taken
            clock = tick * seen.clock
            rest = np.where(seen.going | seen.reached, 0.0, np.maximum(left[places] - clock, 0.0))
            for total, values, row in zip(on, seen.on, rows, strict=True):
                total[places] += tick * values + rest * bits_of(self._state[row], self._held)
            counted[places] += clock + rest
            left[places] -= clock
            before[places] -= tick * seen.settled
            ends.append((places, self._state, self._held))
            going = np.flatnonzero(seen.going)
            kept = [runs_of(bits_of(row, self._held)[going]) for row in self._state]
            self._hold(kept, len(going))
            places = going if isinstance(places, slice) else places[going]
        self._hold(_last_states(ends), self.runs)
        return [values / counted for values in on]

    def _watched(self, goals: Goals, rows: Sequence[int], steps: int, tuning: Tuning) -> Seen:
        """Run on until runs are to be put aside; return what was seen."""
        if compiled := self._compiled(0):
            return self._watched_on(compiled, goals, rows, Look(), steps, tuning)
        watch = Watch(*goals, len(rows))
        lost = looked_at = several = 0
        for step in range(steps):
            proposed = None
            if not step % tuning.look:
                if step and (compiled := self._compiled(tuning.look)):
                    seen = watch.seen(watch.going, step)
                    look = Look(step, lost, looked_at, several, watch.going)
                    left = goals[0] - seen.settled, goals[1] - seen.clock
                    later = self._watched_on(compiled, left, rows, look, steps, tuning)
                    return seen.then(later)
                proposed = self._propose()
                moving = watch.going & _any_of(proposed)
                here = moving.bit_count()
                lost += (several & moving).bit_count()
                looked_at += here * bool(step)
                if not here or (4 * here <= watch.runs and watch.runs >= tuning.small):
                    return watch.seen(moving, step)
                if looked_at >= tuning.looked_at:
                    if self._settled_anew(lost / looked_at, tuning):
                        return watch.seen(moving, step)
                    lost = looked_at = 0
            ticked, several = self._step(watch.going, proposed)
            watch.note(ticked, [self._state[r] for r in rows])
        raise _too_slow()

    def _watched_on(
        self,
        compiled: CompiledRuns,
        goals: Goals,
        rows: Sequence[int],
        look: Look,
        steps: int,
        tuning: Tuning,
    ) -> Seen:
        """Run on from a look by compiled steps."""
        seen = compiled.watch(tuning, goals, rows, look, steps)
        self._state, self.halvings = compiled.state, compiled.halvings
        if seen is None:
            raise _too_slow()
        return seen

    def _settled_anew(self, lost: float, tuning: Tuning) -> bool:
        """Let species fire less often where most steps are lost, and more where hardly any is."""
        if lost > tuning.most and self.halvings < tuning.most_halvings:
            self.halvings += 1
        elif lost < tuning.least and self.halvings > tuning.fewest_halvings:
            self.halvings -= 1
        else:
            return False
        return True

    # -- reading ---------------------------------------------------------------------------------

    def words(self) -> dict[str, Runs]:
        """Return, for each species that is followed, the runs in which it is on."""
        return {self.network.species[i]: self._state[k] for k, i in enumerate(self.followed)}

    def inside(self, space: Subspace) -> Any:
        """Return the runs whose state, as far as it is followed, lies in a subspace."""
        inside = self._every
        for i in range(len(self.network.species)):
            can0, can1 = space.can0 >> i & 1, space.can1 >> i & 1
            if can0 and can1:
                continue
            if i in self._row:
                row = self._state[self._row[i]]
                inside &= row if can1 else ~row
            elif not (self.within.can1 if can1 else self.within.can0) >> i & 1:
                inside = 0
        return bits_of(inside, self.runs)


def _followed(network: Network, within: Subspace, wanted: int) -> tuple[int, ...]:
    """Species that can change and act on a wanted one, at any distance."""
    found, stack = wanted & within.free, list(members(wanted & within.free))
    while stack:
        on, off = literals(network.rise[stack.pop()])
        fresh = (on | off) & within.free & ~found
        found |= fresh
        stack.extend(members(fresh))
    return tuple(members(found))


def _suiting(about_to: float) -> int:
    """Return how rarely to fire: of k species, one fires alone most often at chance 1 / k."""
    return min(max(1, round(log2(about_to))), MOST_HALVINGS)


def _any_of(rows: Iterable[Runs]) -> Runs:
    found = 0
    for row in rows:
        found |= row
    return found


def _ticks(tick: float, before: Any, left: Any) -> Goals:
    """Return how often the clock of each run is to tick before the time counts, and then."""
    import numpy as np

    settling = np.maximum(np.rint(before / tick), 0).astype(np.int64)
    return settling, np.maximum(np.rint(left / tick), 1).astype(np.int64)


def _last_states(ends: Sequence[tuple[Any, list[Runs], int]]) -> list[Runs]:
    """Return the states of all runs from those of the runs at some places, later ones held."""
    (_, first, runs), *others = ends
    if not others:
        return first
    rows = []
    for k, row in enumerate(first):
        bits = bits_of(row, runs)
        for places, states, held in others:
            bits[places] = bits_of(states[k], held)
        rows.append(runs_of(bits))
    return rows


def _too_slow() -> LimitError:
    return LimitError(
        f"the sampled runs have not come to their end in {MAX_STEPS:,} steps; ask for less time"
    )
