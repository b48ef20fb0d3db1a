"""Simulate: settle a scenario's stages, and read the answer off the reachable attractors.

Attractors are the minimal trap spaces inside the smallest trap space that holds the start: those
of most permissive semantics (Paulevé et al. 2020, Nat Commun 11:4256,
doi:10.1038/s41467-020-18112-5), which misses no behaviour of any quantitative refinement. Where a
stage ends in an attractor that is not one state, all of it is the start of the next, species in
transit included. Where percolation alone decides a readout, it has the same value under every
update scheme, and is marked certified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from her2model.displays import data_frame, html_table
from her2model.engine.network import Network, Subspace
from her2model.engine.scenario import Scenario, Start, of_the_tumour, stages, step_network
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.engine.tumour_model import entered, tumour_model
from her2model.errors import UnknownName
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.track_record import TrackRecord, track_record
from her2model.verdicts import (
    ARREST,
    DEATH,
    ON,
    RESPONDS,
    UNTREATED,
    Look,
    Response,
    Value,
    Verdict,
    judged,
    look_of,
    value_of,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DISCLAIMER", "SEMANTICS", "Simulation", "TrapSpace", "settle", "simulate"]

DISCLAIMER = "A qualitative model of published statements; not for clinical use."
SEMANTICS = "minimal trap spaces reachable from the start (most permissive)"


class TrapSpace(Mapping[str, int | str]):
    """An attractor: of each species its level, or ``"*"`` where it does not settle."""

    __slots__ = ("network", "space")

    def __init__(self, network: Network, space: Subspace) -> None:
        self.network = network
        self.space = space

    def __getitem__(self, species: str) -> int | str:
        low, high = self.level(species)
        return low if low == high else "*"

    def __iter__(self) -> Iterator[str]:
        return iter(self.network.bits)

    def __len__(self) -> int:
        return len(self.network.bits)

    def level(self, species: str) -> tuple[int, int]:
        """Return the lowest and the highest level of a species; alike where it settles."""
        return self.network.level(self.space, species)

    @property
    def is_fixed_point(self) -> bool:
        """Whether every species settles."""
        return not self.space.free

    @property
    def free(self) -> tuple[str, ...]:
        """Species that do not settle."""
        return tuple(s for s in self if self[s] == "*")

    def __hash__(self) -> int:
        return hash((self.network.species, self.space))

    def __repr__(self) -> str:
        levels = {s: self[s] for s in self}
        on = " ".join(s if v == 1 else f"{s}={v}" for s, v in levels.items() if v not in (0, "*"))
        free = f", not settled: {' '.join(self.free)}" if self.free else ""
        return f"<TrapSpace on: {on or 'nothing'}{free}>"


@dataclass(frozen=True, repr=False)
class Simulation:
    """What became of a scenario.

    Attributes
    ----------
    model, scenario
        What was asked.
    attractors
        The attractors reachable from the start, in a fixed order.
    before
        Where the last stage started: the attractors of the stage before, such as the untreated
        tumour's. Empty when the start was given.
    certified
        Species whose value percolation alone decides, so that it holds for every update scheme.

    Examples
    --------
    >>> import her2model as h2
    >>> result = h2.simulate("her2-resistance", knockouts=["PTEN"], drugs=["trastuzumab"])
    >>> print(result["Proliferation"], result.verdict, sep=", ")
    on, resistant
    """

    model: Model
    scenario: Scenario
    attractors: tuple[TrapSpace, ...]
    before: tuple[TrapSpace, ...]
    certified: frozenset[str]

    def __getitem__(self, readout: str) -> Value:
        """Value of a species over all reachable attractors.

        ``on`` (its highest level), ``off``, ``level 1 of 2``, ``mixed``, or ``unsettled``.
        """
        species = self._acting(readout)
        return value_of(
            (a.level(species) for a in self.attractors), self.model.species[species].top
        )

    def __contains__(self, readout: object) -> bool:
        """Whether the model has a species of this id that takes part."""
        return readout in self.network.bits

    def levels(self, readout: str) -> tuple[tuple[int, int], ...]:
        """Lowest and highest level of a species in each reachable attractor."""
        species = self._acting(readout)
        return tuple(a.level(species) for a in self.attractors)

    def level(self, readout: str) -> tuple[int, int]:
        """Lowest and highest level of a species over all reachable attractors.

        Examples
        --------
        >>> import her2model as h2
        >>> h2.simulate("her2-resistance", knockouts=["PTEN"]).level("AKT")
        (2, 2)
        """
        low, high = zip(*self.levels(readout), strict=True)
        return min(low), max(high)

    def _acting(self, readout: str) -> str:
        species = self.model.find_species(readout)
        if species in self.model.named_only:
            raise UnknownName(f"{species!r} is only named in {self.model.name}, it has no rule")
        return species

    @cached_property
    def untreated(self) -> Simulation:
        """The same tumour without its drugs."""
        return settle(self.model, self.scenario.without_drugs()) if self.scenario.drugs else self

    @cached_property
    def verdict(self) -> Verdict | None:
        """What the drugs do, against the same tumour untreated; None without drugs.

        See :func:`~her2model.verdicts.judged`.
        """
        if not self.scenario.drugs or not self.model.readouts:
            return None
        growth = self.model.readouts.growth
        return judged(self.levels(growth), self.untreated.levels(growth))

    @property
    def response(self) -> Response | None:
        """How a tumour that responds does so: its cells surely die, or they only stop growing."""
        if self.verdict != RESPONDS or not self.model.readouts:
            return None
        death = self.model.readouts.death
        return DEATH if death and self[death] == ON else ARREST

    @property
    def grows_and_dies(self) -> bool:
        """Whether growth and death are both surely on: the model says two things of one tumour."""
        named = self.model.readouts
        if named is None or named.death is None:
            return False
        return self.level(named.growth)[0] > 0 and self[named.death] == ON

    @property
    def look(self) -> Look:
        """How the verdict is shown."""
        return look_of(self.verdict, self.response)

    @property
    def is_certified(self) -> bool:
        """Whether the growth readout has this value under every update scheme."""
        return bool(self.model.readouts and self.model.readouts.growth in self.certified)

    @property
    def track_record(self) -> TrackRecord | None:
        """How often verdicts on these drugs were right on measured cell lines; None: not known."""
        return track_record(self.model, self.scenario.drugs, usual=not self.scenario.context)

    @property
    def readouts(self) -> dict[str, Value]:
        """Value of each readout of the model, or of every species when it declares none."""
        named = self.model.readouts
        if named is None:
            return {s: self[s] for s in self.attractors[0]}
        keys = [named.growth, *([named.death] if named.death else []), *named.pathway]
        return {k: self[k] for k in dict.fromkeys(keys)}

    @cached_property
    def state(self) -> dict[str, Value]:
        """Value of every species."""
        return {s: self[s] for s in self.attractors[0]}

    @property
    def fixed_points(self) -> tuple[TrapSpace, ...]:
        """The reachable attractors that are single states."""
        return tuple(a for a in self.attractors if a.is_fixed_point)

    def fraction(
        self, readout: str, *, runs: int = 4096, sweeps: int = 60, seed: int = 0
    ) -> tuple[float, float]:
        """Estimate the share of time that a species is not off, over the reachable attractors.

        Each attractor counts alike; how often each is reached, :func:`~her2model.sample`
        says. See :func:`~her2model.engine.dynamics.sampled_fraction`.

        Returns
        -------
        mean, error : float
            The share under asynchronous updating and its standard error; exact, with error 0,
            where the species settles in every attractor.
        """
        species = self._acting(readout)
        from her2model.engine.dynamics import sampled_fraction  # few questions sample

        shares = []
        for a in self.attractors:
            low, high = (min(level, 1) for level in a.level(species))
            if low == high:
                shares.append((float(low), 0.0))
                continue
            network = step_network(self.model, self.scenario)
            space = network.taken_over(a.space, a.network)
            shares.append(
                sampled_fraction(network, space, species, runs=runs, sweeps=sweeps, seed=seed)
            )
        count = len(shares)
        error = sum(e * e for _, e in shares) ** 0.5 / count
        return sum(m for m, _ in shares) / count, error

    @property
    def network(self) -> Network:
        """The network of the last stage: inputs set, arrows cut, species forced."""
        return self.attractors[0].network

    def as_model(self) -> Model:
        """Return the treated tumour as a model of its own, for programs that know no drugs.

        What acts is in its rules: forced species and inputs are constants, cut arrows are gone.
        Alterations and claims are left out. Its minimal trap spaces that can be
        reached from :attr:`starts` are the attractors.

        Examples
        --------
        >>> import her2model as h2
        >>> tumour = h2.simulate("PMC7464074", alterations=["PTEN loss"], drugs=["trastuzumab"])
        >>> model = tumour.as_model()
        >>> model.rules["PTEN"].rule
        '0'
        >>> [space["PI3K"] for space in h2.trap_spaces(model, start=tumour.starts[0])]
        [1]
        """
        return tumour_model(self.model, self.scenario, self.network)

    @property
    def starts(self) -> tuple[dict[str, int], ...]:
        """Where the last stage starts: known levels of the species, forced ones as they jump."""
        if self.before:
            found = [{s: int(v) for s, v in a.items() if v != "*"} for a in self.before]
        else:
            found = [{} if isinstance(self.scenario.start, str) else dict(self.scenario.start)]
        return tuple(entered(self.model, self.network, start) for start in found)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, for JSON."""
        s = self.scenario
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "drugs": list(s.drugs),
            "alterations": list(s.alterations),
            "knockouts": list(s.knockouts),
            "gains": list(s.gains),
            "context": dict(s.context),
            "onset": s.onset,
            "start": s.start if isinstance(s.start, str) else dict(s.start),
            "semantics": SEMANTICS,
            "verdict": self.verdict,
            "response": self.response,
            "certified": self.is_certified,
            "readouts": self.readouts,
            "attractors": [dict(a) for a in self.attractors],
            "note": DISCLAIMER,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: a row for each species, a column for each attractor.

        Further columns are ``value`` (on, off, mixed or unsettled) and ``certified``.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = (
            [*(a[s] for a in self.attractors), self[s], s in self.certified] for s in self.state
        )
        numbers = [f"attractor {k + 1}" for k in range(len(self.attractors))]
        columns = [*numbers, "value", "certified"]
        return data_frame(
            rows, columns, index=list(self.state), index_name="species", note=DISCLAIMER
        )

    def __repr__(self) -> str:
        return f"<Simulation of {self.model.name}: {self.summary()}>"

    def _repr_html_(self) -> str:
        note = f"{self.model.name}. {self.summary()}. {DISCLAIMER}"
        return html_table(note, ("readout", "value"), self.readouts.items())

    def summary(self) -> str:
        """Say the scenario, the verdict and the readouts in one line."""
        verdict = f"{self.verdict}; " if self.verdict else ""
        if self.response:
            how = "cells die" if self.response == DEATH else "growth stops, cells survive"
            verdict = f"{self.verdict} ({how}); "
        values = ", ".join(f"{k} {v}" for k, v in self.readouts.items())
        count = len(self.attractors)
        attractors = "1 attractor" if count == 1 else f"{count} attractors"
        surety = "certified for every update scheme" if self.is_certified else SEMANTICS
        return f"{self.scenario}: {verdict}{values}; {attractors}, {surety}"


def simulate(
    model: Model,
    *,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    knockouts: Iterable[str] = (),
    gains: Iterable[str] | Mapping[str, int] = (),
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Start = UNTREATED,
    readout: str | None = None,
) -> Simulation:
    """Find the attractors that a tumour can reach, and the values of its readouts in them.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    drugs, alterations
        Names that the model declares.
    knockouts, gains
        Species forced to 0, or to their highest level; ``gains={"EGFR": 1}`` or ``["EGFR=1"]`` is
        to another. A drug that inhibits a species directly beats its gain.
    context
        Levels of inputs such as ligands, where they differ from the model's.
    onset, start
        See :class:`~her2model.engine.scenario.Scenario`.
    readout
        A species to take for the growth readout; the model's own when None.

    Returns
    -------
    Simulation
        ``result["Proliferation"]`` is ``on``, ``off``, ``mixed`` (of different levels in
        several reachable attractors) or ``unsettled`` (in one of them); or ``level 1 of 2``.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        Conditions that contradict each other.

    Notes
    -----
    Attractors are the minimal trap spaces reachable from the start: doi:10.1038/s41467-020-18112-5.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.simulate("her2-resistance", knockouts=["PTEN"])["Proliferation"]
    'on'
    """
    model = model if readout is None else model.replace(readouts=readout)
    scenario = Scenario.of(
        model,
        drugs=drugs,
        alterations=alterations,
        knockouts=knockouts,
        gains=gains,
        context=context,
        onset=onset,
        start=start,
    )
    return settle(model, scenario)


def settle(model: Model, scenario: Scenario) -> Simulation:
    """Settle the stages of a scenario one after the other; :func:`simulate` makes the scenario."""
    reached: tuple[Subspace, ...] = ()
    sure: Subspace | None = None
    before: tuple[TrapSpace, ...] = ()
    for network, given, _ in stages(model, scenario):
        before = tuple(TrapSpace(network, s) for s in reached)
        starts = (given,) if given is not None else reached
        reached = tuple(sorted({a for s in starts for a in _reachable(network, s)}))
        sure = given if given is not None else sure
        assert sure is not None  # the first stage is given its start
        sure = _percolated(network, sure)
        if given is not None and scenario.start == UNTREATED:
            reached, sure = of_the_tumour(model, network, reached, sure)
    assert sure is not None  # there is always a first stage
    return Simulation(
        model,
        scenario,
        tuple(TrapSpace(network, s) for s in reached),
        before,
        _certified(model, network, sure),
    )


def _certified(model: Model, network: Network, sure: Subspace) -> frozenset[str]:
    """Return the species whose level a subspace fixes."""
    if not model.levels:
        return frozenset(network.values(sure))
    free = sure.free
    open_ = {species_and_level(n)[0] for i, n in enumerate(network.species) if free >> i & 1}
    return frozenset(s for s in network.bits if s not in open_)


@lru_cache(maxsize=4096)
def _percolated(network: Network, start: Subspace) -> Subspace:
    return network.percolated(start)  # of the first stages, many scenarios ask the same


@lru_cache(maxsize=4096)
def _reachable(network: Network, start: Subspace) -> tuple[Subspace, ...]:
    return tuple(minimal_trap_spaces(network, network.grown(start)))
