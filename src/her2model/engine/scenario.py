"""Scenarios: which tumour, which drugs, from which start, and in which order they come.

A scenario turns a model into *stages*: networks with forced species and cut arrows, each of which
starts where the one before has settled. The first stage is always the unaltered, untreated tumour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from her2model.engine.network import Network, Subspace, possible
from her2model.errors import InputError, UnknownName
from her2model.model.model import Model
from her2model.model.parts import Claim, FrozenMap, parse_arrow

__all__ = ["Onset", "Scenario", "Start", "compiled", "of_the_tumour", "stages"]

Onset = Literal["de novo", "acquired", "together"]
Start = Literal["untreated", "any"] | Mapping[str, int]
ONSETS = ("de novo", "acquired", "together")
STARTS = ("untreated", "any")


@dataclass(frozen=True)
class Scenario:
    """One question's conditions, with every name checked against the model.

    Made by :meth:`of`. ``context`` are the values of the inputs that are neither drugs nor
    alterations, where they differ from the model's own.

    Attributes
    ----------
    onset
        ``de novo``: the altered, untreated tumour settles first, then the drugs come (default).
        ``acquired``: the treated tumour settles first, then the alterations come. ``together``:
        both at once.
    start
        ``untreated``: from the attractors of the unaltered, untreated tumour (default), only those
        that agree with the model's field ``untreated`` where it has one. ``any``:
        from every state at once. Or a state, which names some or all species; the rest are free.
    """

    drugs: tuple[str, ...] = ()
    alterations: tuple[str, ...] = ()
    knockouts: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    context: FrozenMap[int] = field(default_factory=FrozenMap)
    onset: Onset = "de novo"
    start: Literal["untreated", "any"] | FrozenMap[int] = "untreated"

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        drugs: Iterable[str] = (),
        alterations: Iterable[str] = (),
        knockouts: Iterable[str] = (),
        gains: Iterable[str] = (),
        context: Mapping[str, int] | None = None,
        onset: str = "de novo",
        start: Start = "untreated",
    ) -> Scenario:
        """Check the names against the model and make the scenario.

        Raises
        ------
        UnknownName
            A name that the model does not have; the message offers the nearest.
        InputError
            Conditions that contradict each other, or a value that is not 0 or 1.
        """
        scenario = cls(
            _sorted(model.find_species(d, "drug") for d in _names(drugs, "drugs")),
            _sorted(model.find_alteration(a) for a in _names(alterations, "alterations")),
            _sorted(_acting(model, k) for k in _names(knockouts, "knockouts")),
            _sorted(_acting(model, g) for g in _names(gains, "gains")),
            FrozenMap(_activities(model, context or {}, "context")),
            _one_of(onset, ONSETS, "onset"),
            start if isinstance(start, str) and start in STARTS else _start(model, start),
        )
        _check_context(model, scenario)
        _forced(model, scenario)
        return scenario

    @classmethod
    def of_claim(cls, model: Model, claim: Claim) -> Scenario:
        """Return the conditions under which a claim of the model is made."""
        return cls.of(
            model,
            drugs=claim.drugs,
            alterations=claim.alterations,
            knockouts=claim.knockouts,
            gains=claim.gains,
            context=claim.context,
            onset=claim.onset,
            start=claim.start,
        )

    @property
    def altered(self) -> bool:
        """Whether the tumour differs from the unaltered one."""
        return bool(self.alterations or self.knockouts or self.gains)

    def without_drugs(self) -> Scenario:
        """Return the same tumour, untreated."""
        return replace(self, drugs=())

    def unaltered(self) -> Scenario:
        """Return the same treatment of the unaltered tumour."""
        return replace(self, alterations=(), knockouts=(), gains=())

    def __str__(self) -> str:
        causes = [*self.alterations, *(f"{k} knocked out" for k in self.knockouts)]
        causes += [f"{g} forced on" for g in self.gains]
        causes += [f"{s}={v}" for s, v in self.context.items()]
        tumour = " + ".join(causes) or "unaltered tumour"
        treatment = " + ".join(self.drugs) or "untreated"
        order = "" if self.onset == "de novo" or not (causes and self.drugs) else f", {self.onset}"
        return f"{tumour}, {treatment}{order}"


def stages(model: Model, scenario: Scenario) -> Iterator[tuple[Network, Subspace | None]]:
    """Yield the networks to settle one after the other.

    Yields
    ------
    tuple of Network and Subspace
        A network, and where it starts; None for where the one before has settled.
    """
    last = _network(model, scenario)
    if not isinstance(scenario.start, str):
        yield last, last.subspace(scenario.start)
        return
    if scenario.start == "any":
        yield last, last.everything
        return
    untouched = _network(model, scenario.unaltered().without_drugs())
    yield untouched, untouched.everything
    if scenario.onset == "de novo" and scenario.altered and scenario.drugs:
        yield _network(model, scenario.without_drugs()), None
    if scenario.onset == "acquired" and scenario.altered and scenario.drugs:
        yield _network(model, scenario.unaltered()), None
    if scenario.altered or scenario.drugs:
        yield last, None


def of_the_tumour(
    model: Model, network: Network, reached: Iterable[Subspace], sure: Subspace
) -> tuple[tuple[Subspace, ...], Subspace]:
    """Keep the attractors of the untreated tumour that agree with what the model says of it.

    Parameters
    ----------
    model
        The model; its ``untreated`` gives values. Without any, nothing changes.
    network, reached
        The first stage, and its attractors.
    sure
        What percolation makes of the first stage.

    Returns
    -------
    kept : tuple of Subspace
        The attractors in which every named species has its value.
    sure : Subspace
        What percolation makes of the smallest subspace around them.

    Raises
    ------
    InputError
        None agrees.
    """
    reached = tuple(reached)
    if not model.untreated:
        return reached, sure
    wanted = network.subspace(model.untreated)
    kept = tuple(s for s in reached if s in wanted)
    if not kept:
        values = ", ".join(f"{s} = {v}" for s, v in model.untreated.items())
        count = f"{len(reached)} attractors" if len(reached) != 1 else "the one attractor"
        raise InputError(
            f"none of {count} of the untreated tumour has {values}",
            where=f"{model.origin or model.name}: untreated",
            hint="correct the values, or give start= or another context",
        )
    can0 = can1 = 0
    for s in kept:
        can0, can1 = can0 | s.can0, can1 | s.can1
    return kept, network.percolated(Subspace(can0, can1))


@lru_cache(maxsize=64)
def compiled(model: Model) -> Network:
    """Compile a model's rules; inputs keep their value."""
    return Network.compiled(model.functions, model.inputs)


@lru_cache(maxsize=4096)
def _network(model: Model, scenario: Scenario) -> Network:
    """Build the network of a scenario: inputs set, arrows cut, species forced."""
    network = compiled(model)
    cuts: dict[str, dict[str, int]] = {}
    for name in scenario.alterations:
        for cut in model.alterations[name].cut:
            source, _, target = parse_arrow(cut)
            cuts.setdefault(target, {})[source] = 0
    if cuts:
        network = network.with_rules(
            {t: model.functions[t].fixing(sources) for t, sources in cuts.items()}
        )
    values = _input_values(model, scenario)
    for species, value in _forced(model, scenario).items():
        values[species] = value and _unless_inhibited(model, network, scenario, species)
    return network.fixing(values)


def _input_values(model: Model, scenario: Scenario) -> dict[str, int]:
    values = {}
    for s in model.inputs:
        value = int(s in scenario.drugs) if s in model.drugs else model.species[s].initial
        value = scenario.context.get(s, value)
        if value is not None:
            values[s] = value
    return values


def _forced(model: Model, scenario: Scenario) -> dict[str, int]:
    """Species that alterations, knockouts and gains force.

    Raises
    ------
    InputError
        Two of them force one species to different values, or one a drug.
    """
    forced: dict[str, tuple[int, str]] = {}
    causes = [(s, v, a) for a in scenario.alterations for s, v in model.alterations[a].fix.items()]
    causes += [(k, 0, f"the knockout of {k}") for k in scenario.knockouts]
    causes += [(g, 1, f"the gain of {g}") for g in scenario.gains]
    for species, value, cause in causes:
        before = forced.setdefault(species, (value, cause))
        if before[0] != value:
            raise InputError(
                f"{before[1]!r} sets {species} to {before[0]} and {cause!r} sets it to {value}",
                hint="leave one of them out",
            )
        if species in model.drugs:
            raise InputError(f"{species} is a drug", hint="list it under drugs=, or leave it out")
    return {s: v for s, (v, _) in forced.items()}


def _unless_inhibited(model: Model, network: Network, scenario: Scenario, species: str) -> int:
    """Say whether a species that is forced on stays on: a drug that inhibits it directly wins.

    All other regulators are taken at their most favourable, as the alteration overrides them.
    """
    drugs = {d: int(d in scenario.drugs) for d in model.drugs}
    hit_by = {i.source for i in model.regulators(species) if i.sign == "inhibition"}
    if not hit_by & set(scenario.drugs):
        return 1
    best = network.subspace(drugs)
    return int(possible(network.rise[network.index[species]], best.can0, best.can1))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _names(given: Iterable[str], what: str) -> Iterable[str]:
    if isinstance(given, str):
        raise InputError(f"{what}={given!r} is text", hint=f"give a list: {what}=[{given!r}]")
    return given


def _acting(model: Model, name: str) -> str:
    """Find a species that takes part in the dynamics."""
    species = model.find_species(name)
    if species in model.named_only:
        raise UnknownName(
            f"the source of {model.name} names {species!r} but says nothing of what it does, "
            "so it cannot be simulated"
        )
    return species


def _activities(model: Model, given: Any, what: str) -> Iterator[tuple[str, int]]:
    if not isinstance(given, Mapping):
        raise InputError(f"{what} is not a mapping", hint=f"write {what}={{'NRG1': 1}}")
    for name, value in given.items():
        if value not in (0, 1):
            raise InputError(f"{what}: {name} is {value!r}", hint="an activity is 0 or 1")
        yield _acting(model, name), int(value)


def _start(model: Model, given: Any) -> FrozenMap[int]:
    if isinstance(given, str):
        _one_of(given, STARTS, "start")
    return FrozenMap(_activities(model, given, "start"))


def _one_of(value: Any, known: tuple[str, ...], what: str) -> Any:
    if value not in known:
        raise UnknownName.of(f"known {what}", str(value), known)
    return value


def _check_context(model: Model, scenario: Scenario) -> None:
    for s in scenario.context:
        if s in model.drugs:
            raise InputError(f"context: {s} is a drug", hint="list it under drugs=")
        if s not in model.inputs:
            raise InputError(
                f"context: {s} has a rule", hint="use knockouts= or gains= to force it"
            )
