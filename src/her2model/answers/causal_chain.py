"""Causal chains: from what a scenario forces, arrow by arrow, to the value of a readout.

In an attractor each settled value is held by a prime implicant of its species' rule, or of the
rule's negation: a smallest set of regulators that is enough by itself. A level between the lowest
and the highest is held by both: by what the level needs, and by what the next one lacks. A chain
follows such sets from the readout back to what the scenario forces, by the shortest way. Where a
value holds only because it holds itself, the feedback is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, islice, pairwise, product

from her2model.answers.negative_feedback import negative_feedback
from her2model.engine.forcing import gained
from her2model.engine.levels import cut_rules, levels_encoding
from her2model.engine.simulation import Simulation, TrapSpace
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.parts import Interaction
from her2model.model.rules import Implicant, Rule, Sign

__all__ = [
    "BY_DEFAULT",
    "CONTEXT",
    "NOT_GIVEN",
    "Chain",
    "Overall",
    "Step",
    "differing_steps",
    "forced_species",
]

NOT_GIVEN = "drug not given"
CONTEXT = "context"
BY_DEFAULT = "by default"
_FAR = 10**6
_MOST = 2_000  # pairs of what a level needs and what the next one lacks


@dataclass(frozen=True, slots=True)
class Step:
    """One species' value and what holds it.

    Attributes
    ----------
    species, value
        The species, and its level or ``"*"``.
    cause
        Why it is so where the scenario forces it, such as ``drug given``; else empty.
    arrows
        The arrows that hold it, with the value of each one's source.
    is_feedback
        Whether the value is among its own causes.
    """

    species: str
    value: int | str
    cause: str = ""
    arrows: tuple[tuple[Interaction, int | str], ...] = ()
    is_feedback: bool = False


@dataclass
class Chain:
    """Finds what holds each value of one attractor.

    Attributes
    ----------
    simulation
        The simulation.
    values
        One of its attractors.
    assumed
        Species at which feedback had to be opened, in order.
    """

    simulation: Simulation
    values: TrapSpace
    assumed: list[str] = field(default_factory=list)
    _known: dict[str, list[Implicant]] = field(default_factory=dict, init=False, repr=False)

    @property
    def model(self) -> Model:
        """The model of the simulation."""
        return self.simulation.model

    @cached_property
    def causes(self) -> dict[str, str]:
        """Species that the scenario forces, with the reason."""
        return forced_species(self.simulation)

    @cached_property
    def _levels(self) -> _Levels:
        return _Levels((s, self.values.level(s)) for s in self.values)

    def to(self, readout: str) -> tuple[Step, ...]:
        """Return the steps that end in the readout."""
        if self.values[readout] == "*":
            return _unsettled_steps(self, readout)
        ranks = self._ranks(readout)
        place = {s: k for k, s in enumerate(self.model.species)}
        order = sorted(
            self._needed(readout, ranks), key=lambda s: (s == readout, ranks[s], place[s])
        )
        return tuple(self._step(s, ranks, order[:k]) for k, s in enumerate(order))

    def _ranks(self, readout: str) -> dict[str, int]:
        """Distance of each species from what is forced; feedback is opened where it must be."""
        ranks = dict.fromkeys(self.causes, 0)
        while True:
            self._relax(ranks)
            underived = [s for s in self._needed(readout, ranks) if s not in ranks]
            if not underived:
                return ranks
            stuck = self._in_feedback(underived[0], ranks)
            self.assumed.append(stuck)
            ranks[stuck] = 1 + max(ranks.values(), default=0)

    def _needed(self, readout: str, ranks: Mapping[str, int]) -> list[str]:
        """Return the species on whose values the readout's rests, itself first."""
        needed: dict[str, None] = {}
        queue = [readout]
        while queue:
            species = queue.pop()
            if species not in needed:
                needed[species] = None
                queue += [n for n, _ in self._implicant(species, ranks)]
        return list(needed)

    def _relax(self, ranks: dict[str, int]) -> None:
        """Lower each rank as far as it goes; each again when a regulator's fell."""
        open_ones = [s for s in self.values if s not in self.causes and s not in self.assumed]
        held = {s: [[n for n, _ in i] for i in self._implicants(s)] for s in open_ones}
        followers: dict[str, set[str]] = {}
        for s, implicants in held.items():
            for n in chain.from_iterable(implicants):
                followers.setdefault(n, set()).add(s)
        queue = dict.fromkeys(open_ones)
        while queue:
            s, _ = queue.popitem()
            best = min(
                (max([ranks.get(n, _FAR) for n in i], default=0) for i in held[s]), default=_FAR
            )
            if best + 1 < ranks.get(s, _FAR):
                ranks[s] = best + 1
                queue |= dict.fromkeys(followers.get(s, ()))

    def _cost(self, implicant: Implicant, ranks: Mapping[str, int]) -> tuple[int, int]:
        return 1 + max((ranks.get(n, _FAR) for n, _ in implicant), default=0), len(implicant)

    def _in_feedback(self, species: str, ranks: Mapping[str, int]) -> str:
        """Return a species in feedback, upstream of one whose value is not derived yet."""
        seen: list[str] = []
        while species not in seen:
            seen.append(species)
            options = [[n for n, _ in i if n not in ranks] for i in self._implicants(species)]
            species = min(options, key=len)[0]
        return species

    def _implicants(self, species: str) -> list[Implicant]:
        """Return the smallest sets of settled regulators that hold the species at its value."""
        if species not in self._known:
            self._known[species] = _holding(self.simulation, self._levels, species)
        return self._known[species]

    def _implicant(self, species: str, ranks: Mapping[str, int]) -> Implicant:
        if species in self.causes:
            return ()
        return min(self._implicants(species), key=lambda i: self._cost(i, ranks))

    def _step(self, species: str, ranks: Mapping[str, int], told: list[str]) -> Step:
        value = self.values[species]
        if species in self.causes:
            return Step(species, value, self.causes[species])
        held = self._implicant(species, ranks)
        arrows = _arrows(self.model, species, held, self.values)
        feedback = species in self.assumed or not {i.source for i, _ in arrows} <= {*told}
        cause = _bound(self.simulation, self.values, species) or ("" if held else BY_DEFAULT)
        return Step(species, value, cause, arrows, feedback)


class _Levels(dict[str, tuple[int, int]]):
    """Lowest and highest level of each species, looked up once."""

    level = dict.__getitem__


class Overall(dict[str, int | str]):
    """Value of each species over all attractors; ``"*"`` where it is not the same in all."""

    def __init__(self, simulation: Simulation) -> None:
        levels = _Levels((s, simulation.level(s)) for s in simulation.state)
        super().__init__((s, a if a == b else "*") for s, (a, b) in levels.items())
        self.level = levels.level


def _holding(
    simulation: Simulation, values: _Levels | Overall | TrapSpace, species: str
) -> list[Implicant]:
    """Return the smallest sets of regulators, each named once, that hold a species at its level."""
    rules = _rules(simulation, species)
    if not rules:
        return []
    low, high = values.level(species)  # they differ where it moves between levels
    network, bits = simulation.network, simulation.network.bits[species]
    if low and network.forced_on >> bits[low - 1] & 1:
        return [()]  # it is at its floor
    needed = [rules[low - 1][1]] if low else []
    if high < len(rules) and not network.forced_off >> bits[high] & 1:
        needed.append(rules[high][0])
    held = [[i for i in r.prime_implicants if all(_is(values, *lit) for lit in i)] for r in needed]
    if len(held) == 1 and not simulation.model.levels:
        return held[0]
    together = (tuple(lit for i in parts for lit in i) for parts in islice(product(*held), _MOST))
    return [tuple({species_and_level(n)[0]: 1 for n, _ in i}.items()) for i in together]


def _is(values: _Levels | Overall | TrapSpace, bit: str, value: int) -> bool:
    """Whether a species surely is, or is not, at the level of a bit or above."""
    species, threshold = species_and_level(bit)
    low, high = values.level(species)
    return low >= threshold if value else high < threshold


def _bound(simulation: Simulation, values: Overall | TrapSpace, species: str) -> str:
    """Name the alteration at whose floor or cap a species is kept."""
    level = values.level(species)[0]
    for name in simulation.scenario.alterations:
        a = simulation.model.alterations[name]
        if level == a.floor.get(species) or level == a.cap.get(species):
            return f"alteration: {name}"
    return ""


def _rules(simulation: Simulation, species: str) -> tuple[tuple[Rule, Rule], ...]:
    """Return when each level of a species is not reached, and when it is.

    The arrows that the alterations cut are left out.
    """
    if species not in simulation.model.functions:
        return ()
    return _encoded(simulation.model, species, tuple(_cut_sources(simulation, species)))


@lru_cache(maxsize=4096)
def _encoded(model: Model, species: str, cuts: tuple[str, ...]) -> tuple[tuple[Rule, Rule], ...]:
    own = {bit: model.functions[bit] for bit in model.bits(species)}
    rules = levels_encoding(cut_rules(own, {species: cuts})).values()
    return tuple((~rule, rule) for rule in rules)


def _cut_sources(simulation: Simulation, target: str) -> list[str]:
    model = simulation.model
    cut = {c for a in simulation.scenario.alterations for c in model.alterations[a].cut}
    if not cut:
        return []
    return [i.source for i in model.regulators(target) if i.id in cut]


def _arrows(
    model: Model, species: str, held: Iterable[tuple[str, int]], values: Mapping[str, int | str]
) -> tuple[tuple[Interaction, int | str], ...]:
    between = {i.source: i for i in model.regulators(species)}
    return tuple((between[n], values[n]) for n, _ in held)


def forced_species(simulation: Simulation) -> dict[str, str]:
    """Return the species that a scenario forces, with the reason, such as ``drug given``."""
    model, scenario = simulation.model, simulation.scenario
    network = simulation.network
    forced = network.forced_on | network.forced_off
    causes = {}
    for s, bits in network.bits.items():
        if s in scenario.drugs:
            causes[s] = "drug given"
        elif s in model.drugs:
            causes[s] = NOT_GIVEN
        elif all(forced >> i & 1 for i in bits) or s in model.inputs:
            causes[s] = CONTEXT
    for a in scenario.alterations:
        causes |= dict.fromkeys(model.alterations[a].fix, f"alteration: {a}")
    causes |= dict.fromkeys(scenario.knockouts, "knocked out")
    causes |= dict.fromkeys((gained(model, g)[0] for g in scenario.gains), "forced on")
    return causes


def _unsettled_steps(chain: Chain, readout: str) -> tuple[Step, ...]:
    """Tell the negative feedback that keeps a readout unsettled, and the way from it there."""
    model, free = chain.model, set(chain.values.free)
    settled = chain.simulation.network.values(chain.values.space)
    arcs = {  # of the rules that are left once what is settled is filled in
        s: _influences([rule.fixing(settled) for _, rule in _rules(chain.simulation, s)])
        for s in free
    }
    found = negative_feedback(arcs, sorted(free, key=list(model.species).index), readout)
    if found is None:
        return (Step(readout, "*", "it does not settle"),)
    loop, way = found
    steps = []
    for k, s in enumerate(loop):
        steps.append(_free_step(chain, s, loop[k - 1], is_feedback=True))
    for source, s in pairwise(way):
        steps.append(_free_step(chain, s, source, is_feedback=False))
    return tuple(steps)


def _influences(rules: Iterable[Rule]) -> dict[str, Sign]:
    found: dict[str, Sign] = {}
    for rule in rules:
        for name, sign in rule.signs.items():
            if name in rule.essential:
                species = species_and_level(name)[0]
                found[species] = sign if found.get(species, sign) == sign else "dual"
    return found


def _free_step(chain: Chain, species: str, source: str, *, is_feedback: bool) -> Step:
    arrows = _arrows(chain.model, species, [(source, 0)], chain.values)
    return Step(species, "*", "", arrows, is_feedback)


def differing_steps(simulation: Simulation, against: Simulation, readout: str) -> tuple[Step, ...]:
    """Follow changed species from the readout back to what the scenarios force differently."""
    now, before = Overall(simulation), Overall(against)
    causes = forced_species(simulation)
    other = forced_species(against)
    steps: dict[str, Step] = {}
    queue = [readout]
    while queue:
        species = queue.pop(0)
        if species in steps:
            continue
        if species in causes and (species in other or species not in simulation.model.functions):
            steps[species] = Step(species, now[species], _change(causes, other, species))
            continue
        if species in causes:
            steps[species] = Step(species, now[species], causes[species])
            continue
        changed = _changed_regulators(simulation, now, before, species)
        steps[species] = Step(
            species, now[species], "", _arrows(simulation.model, species, changed, now)
        )
        queue += [n for n, _ in changed]
    return _causes_first(steps)


def _change(causes: Mapping[str, str], other: Mapping[str, str], species: str) -> str:
    before = other[species]
    return causes[species] if causes[species] != CONTEXT else f"no longer {before}"


def _changed_regulators(
    simulation: Simulation,
    now: Overall,
    before: Overall,
    species: str,
) -> list[tuple[str, int]]:
    """Return those regulators of a species that changed and are part of what holds it now."""
    differ = [
        (i.source, 0)
        for i in simulation.model.regulators(species)
        if now[i.source] != before[i.source]
    ]
    if now[species] == "*":
        return differ
    new = [
        [(n, v) for n, v in implicant if now[n] != before[n]]
        for implicant in _holding(simulation, now, species)
    ]
    return min((i for i in new if i), key=len, default=differ)


def _causes_first(steps: Mapping[str, Step]) -> tuple[Step, ...]:
    ordered: dict[str, Step] = {}

    def visit(species: str, above: tuple[str, ...]) -> None:
        if species in ordered or species in above:
            return
        for i, _ in steps[species].arrows:
            visit(i.source, (*above, species))
        looped = any(i.source in above for i, _ in steps[species].arrows)
        step = steps[species]
        ordered[species] = Step(step.species, step.value, step.cause, step.arrows, looped)

    for species in steps:
        visit(species, ())
    return tuple(ordered.values())
