"""Follow asynchronous runs of a scenario over time: in which share of them each species is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from her2model.displays import Displayed
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.sampling import starts_of
from her2model.engine.scenario import step_network
from her2model.engine.shares import Share, check_size
from her2model.engine.simulation import Simulation
from her2model.model.arguments import listed, made_by, whole_number

__all__ = ["TimeCourse", "time_course"]

_STEP = 0.5
"""Time between two readings."""
_NUMBERS = 16
"""Numbers that are held for a run."""


@dataclass(frozen=True, repr=False)
class TimeCourse(Displayed):
    """Shares of runs over time; :func:`time_course` makes it.

    Attributes
    ----------
    simulation
        The scenario.
    times
        In units of the mean time between updates of one species; the last stage begins at 0.
    shares
        Species → for each time the share of runs in which it is on, with its standard error.
    runs, seed
        What was asked.
    """

    simulation: Simulation
    times: tuple[float, ...]
    shares: Mapping[str, tuple[Share, ...]]
    runs: int
    seed: int

    def __repr__(self) -> str:
        ends = ", ".join(f"{s} {v[-1].mean:.2f}" for s, v in self.shares.items())
        return f"<TimeCourse of {self.simulation.model.name}: at the end {ends}>"


def time_course(
    result: Simulation,
    species: Iterable[str] = (),
    *,
    runs: int = 2048,
    time: float = 30.0,
    seed: int = 0,
) -> TimeCourse:
    """Follow asynchronous runs of the last stage, in which the drugs come.

    Parameters
    ----------
    result
        What :func:`~her2model.simulate` returns.
    species
        What to watch, by id or label; the model's readouts when none are named.
    runs
        Independent runs.
    time
        How long they are followed, in units of the mean time between updates of one species.
    seed
        Seed of the random bits; the same seed gives the same course.

    Raises
    ------
    UnknownName
        A species that the model does not have.
    InputError
        It is no simulation, or ``runs`` or ``time`` is too small.
    LimitError
        There are too many runs.

    Examples
    --------
    >>> import her2model as h2
    >>> course = time_course(h2.simulate("her2-resistance", drugs=["lapatinib"]), runs=256)
    >>> [round(course.shares["Proliferation"][k].mean) for k in (0, -1)]
    [1, 0]
    """
    result = made_by("simulate", result, Simulation)
    model = result.model
    names = [model.find_species(s) for s in listed(species, "species")] or list(result.readouts)
    check_size(runs, time, _NUMBERS)
    seed = whole_number(seed, "seed")
    before, starts = starts_of(result)
    network = step_network(model, result.scenario)
    packs = []
    for k, start in enumerate(starts):
        states = None
        if before is not None and start.free:
            earlier = PackedRuns(
                before, start, runs=runs, seed=(seed, k, 0), watched=before.species
            )
            earlier.share([], time)
            states = earlier.words()
        packs.append(
            PackedRuns(network, start, runs=runs, seed=(seed, k, 1), watched=names, states=states)
        )
    times = [k * _STEP for k in range(ceil(time / _STEP))] + [float(time)]
    shares = {s: tuple(row) for s, row in zip(names, _shares(packs, names, times), strict=True)}
    return TimeCourse(result, tuple(times), shares, runs, seed)


def _shares(
    packs: list[PackedRuns], names: Sequence[str], times: Sequence[float]
) -> Iterator[list[Share]]:
    """Yield, for each species, the share of runs in which it is on at each time."""
    found = [_of_pack(p, names, times) for p in packs]
    for s in names:
        rows = zip(*(shares[s] for shares in found), strict=True)
        yield [
            Share(fmean(x.mean for x in row), sum(x.error**2 for x in row) ** 0.5 / len(row))
            for row in rows
        ]


def _of_pack(p: PackedRuns, names: Sequence[str], times: Sequence[float]) -> dict[str, list[Share]]:
    moving = [s for s in names if p.network.index[s] in p.followed]
    counts = dict(zip(moving, p.at_times(moving, times), strict=True)) if moving else {}
    found = {}
    for s in names:
        always = float(p.within.can1 >> p.network.index[s] & 1)
        on = [n / p.runs for n in counts[s]] if s in counts else [always] * len(times)
        found[s] = [Share(float(m), float(m * (1 - m) / max(1, p.runs - 1)) ** 0.5) for m in on]
    return found
