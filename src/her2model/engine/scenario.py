"""Scenarios: which tumour, which drugs, from which start, and in which order they come.

A scenario turns a model into *stages*: networks with forced species and cut arrows, each of which
starts where the one before has settled. The first stage is always the unaltered, untreated tumour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from her2model.engine.forcing import ONE_CELL, Cause, Kind, cut_arrows, demand_consistent, held
from her2model.engine.levels import (
    bits_at,
    cut_rules,
    inputs_of,
    level_rules,
    levels_encoding,
    steps_encoding,
)
from her2model.engine.network import Network, Subspace
from her2model.errors import InputError, UnknownName
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.parts import Claim, FrozenMap
from her2model.model.rules import Rule
from her2model.verdicts import STARTS, UNTREATED, StartWord

__all__ = [
    "Onset",
    "Scenario",
    "Stage",
    "Start",
    "cause",
    "compiled",
    "of_the_tumour",
    "sources_cut",
    "stages",
    "step_network",
]

Onset = Literal["de novo", "acquired", "together"]
Start = StartWord | Mapping[str, int]
ONSETS = ("de novo", "acquired", "together")


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
    start: StartWord | FrozenMap[int] = UNTREATED

    def assumes(self, model: Model) -> str:
        """Say which ligands of a model are about and which are not; empty where it has none.

        Examples
        --------
        >>> import her2model as h2
        >>> Scenario(context=FrozenMap({"IGF1": 1})).assumes(h2.load("her2-resistance"))
        'no oestrogen, no neuregulin 1, IGF1'
        """
        ligands = [s for s in model.inputs if model.species[s].kind == "ligand"]
        about = {s: self.context.get(s, model.species[s].initial or 0) for s in ligands}
        return ", ".join(f"{'' if v else 'no '}{model.species[s].name}" for s, v in about.items())

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        drugs: Iterable[str] = (),
        alterations: Iterable[str] = (),
        knockouts: Iterable[str] = (),
        gains: Iterable[str] | Mapping[str, int] = (),
        context: Mapping[str, int] | None = None,
        onset: str = "de novo",
        start: Start = UNTREATED,
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
            _sorted(model.find_species(d, "drug") for d in listed(drugs, "drugs")),
            _sorted(model.find_alteration(a) for a in listed(alterations, "alterations")),
            _sorted(_acting(model, k) for k in listed(knockouts, "knockouts")),
            _sorted(_gains(model, gains)),
            FrozenMap(_activities(model, context or {}, "context")),
            _one_of(onset, ONSETS, "onset"),
            start if isinstance(start, str) and start in STARTS else _start(model, start),
        )
        _check_context(model, scenario)
        demand_consistent(model, scenario.causes, scenario.context)
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
    def causes(self) -> tuple[Cause, ...]:
        """What acts: alterations, knockouts, gains, drugs."""
        named: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("alteration", self.alterations),
            ("knockout", self.knockouts),
            ("gain", self.gains),
            ("drug", self.drugs),
        )
        return tuple(Cause(kind, name) for kind, names in named for name in names)

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
        causes += [str(Cause("gain", g)) for g in self.gains]
        causes += [f"{s}={v}" for s, v in self.context.items()]
        tumour = " + ".join(causes) or "unaltered tumour"
        treatment = " + ".join(self.drugs) or UNTREATED
        order = "" if self.onset == "de novo" or not (causes and self.drugs) else f", {self.onset}"
        return f"{tumour}, {treatment}{order}"


class Stage(NamedTuple):
    """One network to settle.

    Attributes
    ----------
    network
        Inputs set, arrows cut, species forced.
    start
        Where it starts; None for where the one before has settled.
    scenario
        What is there in this stage: what is not there yet does not act.
    """

    network: Network
    start: Subspace | None
    scenario: Scenario


def stages(model: Model, scenario: Scenario) -> Iterator[Stage]:
    """Yield the networks to settle one after the other."""
    last = _network(model, scenario)
    if not isinstance(scenario.start, str):
        yield Stage(last, last.subspace(bits_at(scenario.start, model.levels)), scenario)
        return
    if scenario.start == "any":
        yield Stage(last, last.everything, scenario)
        return
    first = scenario.unaltered().without_drugs()
    untouched = _network(model, first)
    yield Stage(untouched, untouched.everything, first)
    both = scenario.altered and scenario.drugs
    if both and scenario.onset == "de novo":
        yield Stage(_network(model, scenario.without_drugs()), None, scenario.without_drugs())
    if both and scenario.onset == "acquired":
        yield Stage(_network(model, scenario.unaltered()), None, scenario.unaltered())
    if scenario.altered or scenario.drugs:
        yield Stage(last, None, scenario)


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
        What percolation makes of all states that agree, so that what it decides holds under every
        update scheme from each of them; an attractor of another scheme may lie outside ``kept``.

    Raises
    ------
    InputError
        None agrees.
    """
    reached = tuple(reached)
    if not model.untreated:
        return reached, sure
    wanted = network.subspace(bits_at(model.untreated, model.levels))
    kept = tuple(s for s in reached if s in wanted)
    if not kept:
        values = ", ".join(f"{s} = {v}" for s, v in model.untreated.items())
        count = f"{len(reached)} attractors" if len(reached) != 1 else "the one attractor"
        raise InputError(
            f"none of {count} of the untreated tumour has {values}",
            where=f"{model.origin or model.name}: untreated",
            hint="correct the values, or give start= or another context",
        )
    return kept, network.percolated(wanted)


@lru_cache(maxsize=64)
def compiled(model: Model) -> Network:
    """Compile a model's rules; inputs keep their value."""
    return Network.compiled(level_rules(model), model.inputs)


@lru_cache(maxsize=4096)
def _network(model: Model, scenario: Scenario) -> Network:
    """Build the network of a scenario: inputs set, arrows cut, species forced."""
    network = compiled(model)
    given = dict.fromkeys(scenario.causes, ONE_CELL.true)
    cut = sources_cut(model, scenario)
    if cut:
        rules = cut_rules(model.functions, cut)
        changed = levels_encoding(rules) if model.levels else {t: rules[t] for t in cut}
        network = network.with_rules(changed)
    values = held(model, given, scenario.context, ONE_CELL)
    return network.fixing({s: int(bool(on)) for s, (off, on) in values.items() if off | on})


@lru_cache(maxsize=256)
def step_network(model: Model, scenario: Scenario) -> Network:
    """Return the network of a scenario whose single steps are those of levels.

    Without levels it is the network that settles; see :mod:`her2model.engine.levels`.
    """
    network = _network(model, scenario)
    if not model.levels:
        return network
    steps = _compiled_steps(model)
    cut = sources_cut(model, scenario)
    if cut:
        steps = steps.with_rules(_step_rules(model, cut))
    return steps.fixing(network.forced)


def sources_cut(model: Model, scenario: Scenario) -> dict[str, list[str]]:
    """Return target → sources of the arrows that a scenario cuts."""
    cut: dict[str, list[str]] = {}
    for source, target in cut_arrows(
        model, dict.fromkeys(scenario.causes, ONE_CELL.true), ONE_CELL
    ):
        cut.setdefault(target, []).append(source)
    return cut


@lru_cache(maxsize=64)
def _compiled_steps(model: Model) -> Network:
    """Compile the steps encoding, so that a bit has the same number in every stage."""
    return Network.compiled(_step_rules(model, {}))


def _step_rules(model: Model, cut: Mapping[str, Iterable[str]]) -> dict[str, Rule]:
    return steps_encoding(cut_rules(model.functions, cut), inputs_of(model))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def cause(model: Model, kind: Kind, name: str) -> Cause:
    """Check the name of one cause against the model.

    Raises
    ------
    UnknownName, InputError
        As :meth:`Scenario.of` does.
    """
    find: dict[Kind, Callable[[], str]] = {
        "drug": lambda: model.find_species(name, "drug"),
        "alteration": lambda: model.find_alteration(name),
        "knockout": lambda: _acting(model, name),
        "gain": lambda: next(_gains(model, [name])),
    }
    found = Cause(kind, find[kind]())
    demand_consistent(model, [found], {})
    return found


def _acting(model: Model, name: str) -> str:
    """Find a species that takes part in the dynamics."""
    species = model.find_species(name)
    if species in model.named_only:
        raise UnknownName(
            f"the source of {model.name} names {species!r} but says nothing of what it does, "
            "so it cannot be simulated"
        )
    return species


_TOP = object()
"""In place of a level: the highest that the species has."""


def _gains(model: Model, given: Iterable[str] | Mapping[str, int]) -> Iterator[str]:
    """Yield each gain: a species, or ``EGFR=1`` where it does not go to the highest level."""
    if isinstance(given, Mapping):
        named = [(str(name), value) for name, value in given.items()]
    else:
        split = (str(g).partition("=") for g in listed(given, "gains"))
        named = [(name, level if equals else _TOP) for name, equals, level in split]
    for name, value in named:
        species = _acting(model, name)
        top = model.species[species].top
        wanted = model.species[species].level_of(top if value is _TOP else value, "gains")
        if wanted == 0:
            raise InputError(f"gains: {species} is 0", hint=f"write knockouts=[{species!r}]")
        yield species if wanted == top else f"{species}={wanted}"


def _activities(model: Model, given: Any, what: str) -> Iterator[tuple[str, int]]:
    if not isinstance(given, Mapping):
        raise InputError(f"{what} is not a mapping", hint=f"write {what}={{'NRG1': 1}}")
    seen: dict[str, tuple[str, int]] = {}
    for name, value in given.items():
        species = model.find_species(name)
        if species not in model.idle_inputs:
            species = _acting(model, name)
        level = model.species[species].level_of(value, what)
        other, before = seen.setdefault(species, (name, level))
        if before != level:
            raise InputError(
                f"{what}: {other!r} and {name!r} are one species and have different values",
                hint="leave one of them out",
            )
        if species not in model.idle_inputs:  # whatever it is, nothing differs
            yield species, level


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
