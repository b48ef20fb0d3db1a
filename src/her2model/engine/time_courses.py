"""Follow asynchronous runs of a scenario over time: in which share of them each species is on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from her2model.displays import Displayed
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.run_counts import bits_of
from her2model.engine.sampling import starts_of
from her2model.engine.scenario import step_network
from her2model.engine.shares import Share, check_size
from her2model.engine.simulation import Simulation

__all__ = ["TimeCourse", "time_course"]

_STEP = 0.5
"""Time between two readings, at least."""


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
        ``runs`` or ``time`` is too small.

    Examples
    --------
    >>> import her2model as h2
    >>> course = time_course(h2.simulate("her2-resistance", drugs=["lapatinib"]), runs=256)
    >>> [round(course.shares["Proliferation"][k].mean) for k in (0, -1)]
    [1, 0]
    """
    model = result.model
    names = [model.find_species(s) for s in species] or list(result.readouts)
    check_size(runs, time)
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
    times, rows = [0.0], [[_shares(packs, s) for s in names]]
    while times[-1] < time:
        passed = fmean(p.follow(_STEP) for p in packs)
        times.append(times[-1] + (passed or _STEP))
        rows.append([_shares(packs, s) for s in names])
    shares = {s: tuple(row[k] for row in rows) for k, s in enumerate(names)}
    return TimeCourse(result, tuple(times), shares, runs, seed)


def _shares(packs: list[PackedRuns], species: str) -> Share:
    """Return the share of runs in which a species is on, all starts alike."""
    found = []
    for p in packs:
        i = p.network.index[species]
        words = p.words()
        if species in words:
            found.append(Share.of(bits_of(words[species], p.runs).astype(float)))
        else:
            found.append(Share(float(p.within.can1 >> i & 1), 0.0))
    error = sum(s.error**2 for s in found) ** 0.5 / len(found)
    return Share(fmean(s.mean for s in found), error)
