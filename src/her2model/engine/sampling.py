"""How often a tumour ends where: asynchronous runs from the start of a simulation's last stage.

A ``mixed`` verdict says that the outcome hangs on timing, an ``unsettled`` one that it never comes
to rest. The share of runs that reach each attractor, and of time that the readout is on, say how
much. They hold for one kind of timing, every species updated at the same rate; the verdict holds
for more. How runs are drawn: :mod:`her2model.engine.packed_sampling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from her2model.displays import Displayed
from her2model.engine.network import Network, Subspace
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.scenario import stages, step_network
from her2model.engine.shares import Share, blocks, check_size
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError
from her2model.model.arguments import made_by, whole_number

__all__ = ["Sample", "sample", "starts_of"]


@dataclass(frozen=True, repr=False)
class Sample(Displayed):
    """What asynchronous runs of a scenario came to; :func:`sample` makes it.

    Attributes
    ----------
    simulation
        The scenario and its attractors.
    readout
        The species that was watched.
    on
        Share of the counted time that it is on, or at level 1 or above, over all runs.
    reached
        For each attractor, in the simulation's order, the share of runs that are in it at the end.
    elsewhere
        Share of runs that are in none of them yet. Where it is not 0, give more ``time``.
    runs, time, seed
        What was asked.
    """

    simulation: Simulation
    readout: str
    on: Share
    reached: tuple[Share, ...]
    elsewhere: float
    runs: int
    time: float
    seed: int

    def __repr__(self) -> str:
        reached = ", ".join(f"{s.mean:.3f} ± {s.error:.3f}" for s in self.reached)
        late = f"; {self.elsewhere:.3f} of the runs in none yet" if self.elsewhere else ""
        graded = self.simulation.model.species[self.readout].top > 1
        on = " (on: at level 1 or above)" if graded else ""
        return (
            f"<Sample of {self.simulation.model.name}: {self.readout} on {self.on.mean:.3f} ± "
            f"{self.on.error:.3f} of the time{on}; attractors reached {reached}{late}; "
            f"{self.runs:,} runs>"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "scenario": str(self.simulation.scenario),
            "readout": self.readout,
            "on": {"mean": self.on.mean, "error": self.on.error},
            "reached": [{"mean": s.mean, "error": s.error} for s in self.reached],
            "elsewhere": self.elsewhere,
            "runs": self.runs,
            "time": self.time,
            "seed": self.seed,
            "semantics": "asynchronous, every species updated at the same rate",
            "note": DISCLAIMER,
        }


def sample(
    result: Simulation,
    readout: str | None = None,
    *,
    runs: int = 8192,
    time: float = 60.0,
    seed: int = 0,
) -> Sample:
    """Sample where a simulated tumour ends, and how much of the time a readout is on.

    Each attractor in which the stage before ended is the start of an equal part of the runs, and
    each of its states as often as the tumour is in it. A start that was given is drawn from evenly.

    Parameters
    ----------
    result
        What :func:`~her2model.simulate` returns.
    readout
        The species to watch; the model's growth readout when None.
    runs
        Independent runs. The error falls with their square root.
    time
        How long a run is followed before its time counts, and then as long again, in units of the
        mean time between updates of one species. A run's clock ticks at random, 128 times or more,
        which matters only while shares still change: :func:`~her2model.time_course` has them at
        exact times.
    seed
        Seed of the random bits; the same seed gives the same sample.

    Raises
    ------
    UnknownName
        A species that the model does not have.
    InputError
        It is no simulation, the model declares no readout, or ``runs`` or ``time`` is too small.
    LimitError
        There are too many runs, or species change so often that they do not come to their end.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.engine.simulation import simulate
    >>> result = h2.simulate("Sahin2009", knockouts=["EGF"], start="any")
    >>> print(result["pRB1"])
    mixed
    >>> found = sample(result)
    >>> [round(s.mean, 1) for s in found.reached], found.elsewhere
    ([0.9, 0.1], 0.0)
    """
    result = made_by("simulate", result, Simulation)
    growth = result.model.readouts.growth if result.model.readouts else None
    if readout is None and growth is None:
        raise InputError(f"{result.model.name} declares no readout", hint="name a species")
    name = result.model.find_species(readout or growth or "")
    result[name]  # says so where the species has no rule
    check_size(runs, time, 1 + len(result.attractors))
    seed = whole_number(seed, "seed")
    before, starts = starts_of(result)
    runs = max(runs, 2 * len(starts))
    parts = [
        _run(result, name, before, start, -(-runs // len(starts)), time, (seed, k))
        for k, start in enumerate(starts)
    ]
    on, *reached = (_pooled([part[k] for part in parts]) for k in range(len(parts[0])))
    elsewhere = max(0.0, 1.0 - sum(s.mean for s in reached))
    elsewhere = 0.0 if elsewhere < 1e-9 else elsewhere
    total = -(-runs // len(starts)) * len(starts)
    return Sample(result, name, on, tuple(reached), elsewhere, total, time, seed)


def starts_of(result: Simulation) -> tuple[Network | None, list[Subspace]]:
    """Return where the last stage starts, and the network that ended there, if one did."""
    every = list(stages(result.model, result.scenario))
    if result.before:
        before = step_network(result.model, every[-2].scenario)
        return before, [before.taken_over(b.space, b.network) for b in result.before]
    first, given, _ = every[0]
    assert given is not None  # the first stage is given its start
    return None, [step_network(result.model, result.scenario).taken_over(given, first)]


def _run(
    result: Simulation,
    readout: str,
    before: Network | None,
    start: Subspace,
    runs: int,
    time: float,
    seed: tuple[int, int],
) -> list[Share]:
    """Return the share of time on, and of runs in each attractor at the end."""
    import numpy as np

    network = step_network(result.model, result.scenario)
    attractors = [network.taken_over(a.space, a.network) for a in result.attractors]
    watched = {readout, *(s for a in attractors for s in network.values(a))}
    if len(attractors) > 1:
        watched = {*network.species}
    on, inside = [], []
    for k, size in enumerate(blocks(runs)):
        states = None
        if before is not None and start.free:
            earlier = PackedRuns(
                before, start, runs=size, seed=(*seed, k, 0), watched=before.species
            )
            earlier.share([], time)
            states = earlier.words()
        packed = PackedRuns(
            network, start, runs=size, seed=(*seed, k, 1), watched=watched, states=states
        )
        on.append(_time_on(packed, readout, time))
        inside.append([packed.inside(a).astype(float) for a in attractors])
    columns = [np.concatenate(column) for column in zip(*inside, strict=True)]
    return [Share.of(np.concatenate(on)), *map(Share.of, columns)]


def _time_on(packed: PackedRuns, readout: str, time: float) -> Any:
    import numpy as np

    network = packed.network
    i = network.index[readout]
    if i in packed.followed:
        return packed.share([readout], time)[0]
    if packed.followed:
        packed.share([], time)
    return np.full(packed.runs, float(packed.within.can1 >> i & 1))


def _pooled(parts: list[Share]) -> Share:
    """Mean over parts that count alike."""
    n = len(parts)
    return Share(sum(p.mean for p in parts) / n, sum(p.error**2 for p in parts) ** 0.5 / n)
