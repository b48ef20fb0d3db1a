"""What a picture of the reason shows: the causal chain, what drugs silence, and what stands round.

A reason is data. It says which species make up the answer, in the order of the chain; what each
arrow does; which ways the drugs silence; and which further species help to read the chain, the
most helpful first, so that a picture can leave out as many as it has no room for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from her2model.answers.causal_chain import Step
from her2model.answers.explanation import Explanation, explain, told_arrows, told_steps
from her2model.engine.simulation import Simulation
from her2model.model.model import Model
from her2model.model.parts import Interaction
from her2model.verdicts import Value

__all__ = ["Part", "Reason", "reason"]

Part = Literal["step", "drug", "acts", "silent"]
"""An arrow of the chain; a drug's effect; one that acts but is no step; one that does not act."""


@dataclass(frozen=True)
class Reason:
    """Why a readout has its value, as a picture tells it.

    Attributes
    ----------
    explanation
        The causal chain, with the decisive arrow.
    steps
        The steps that are told, causes first; the picture numbers them.
    arrows
        The arrows of the chain.
    effect
        Arrows by which the drugs given act outside of the chain, the drug's own first.
    blocked
        Species that the drugs switch off from outside of the chain, as near to the drug as may be.
    around
        Further species in groups that belong together, the most helpful first: the ways that the
        drugs silence, the other readout, what drives what they block, what acts on the chain
        without being needed.
    """

    explanation: Explanation
    steps: tuple[Step, ...]
    arrows: frozenset[str]
    effect: frozenset[str]
    blocked: tuple[str, ...]
    around: tuple[tuple[str, ...], ...]

    @property
    def simulation(self) -> Simulation:
        """The result that is explained."""
        return self.explanation.simulation

    @property
    def model(self) -> Model:
        """The model."""
        return self.explanation.simulation.model

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Number of each step, by species."""
        return {s.species: k for k, s in enumerate(self.steps, 1)}

    @cached_property
    def core(self) -> tuple[str, ...]:
        """The species that a picture must show: the chain, the drugs given, what they block."""
        drugs = self.simulation.scenario.drugs
        targets = [t for a in self.effect for t in self.model.interactions[a].id.split()[::2]]
        return tuple(dict.fromkeys([*self.numbers, *drugs, *targets, *self.blocked]))

    def part(self, arrow: Interaction) -> Part:
        """Say what an arrow does in this answer."""
        if arrow.id in self.arrows:
            return "step"
        if arrow.id in self.effect:
            return "drug"
        return "silent" if self.value(arrow.source) == "off" else "acts"

    def value(self, species: str) -> Value:
        """Value of a species, in the attractor that the chain is of."""
        told = {s.species: s.value for s in self.steps}.get(species)
        if told in (0, 1):
            return "on" if told else "off"
        return self.simulation[species]


def reason(simulation: Simulation, readout: str) -> Reason:
    """Find what a picture of the reason shows.

    Parameters
    ----------
    simulation
        A result of :func:`~her2model.simulate`.
    readout
        A species, by id or label.

    Raises
    ------
    UnknownName
        There is no such species.

    Examples
    --------
    >>> import her2model as h2
    >>> result = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> why = reason(result, "Proliferation")
    >>> why.numbers["PTEN"], why.explanation.decisive.id
    (2, 'PTEN -| PIP3')
    """
    explanation = explain(simulation, readout)
    steps = told_steps(explanation.chains[0])
    arrows = frozenset(i.id for s in steps if not s.cause for i in told_arrows(s, steps))
    chain = [s.species for s in steps]
    off = _switched(simulation)
    effect, blocked = _effect(simulation.model, simulation.scenario.drugs, off, chain)
    seen = _Around(simulation, chain, off)
    for group in (
        *seen.silenced(blocked),
        tuple(seen.other_readout()),
        *((s,) for s in seen.drivers([*blocked, *_ends(simulation.model, effect)])),
        *seen.helpers(),
    ):
        seen.add(group)
    return Reason(explanation, steps, arrows, effect, blocked, tuple(seen.groups))


def _switched(simulation: Simulation) -> frozenset[str]:
    """Return the species that have another value than in the same tumour without its drugs."""
    if not simulation.scenario.drugs:
        return frozenset()
    return frozenset(s for s, v in simulation.state.items() if simulation.untreated[s] != v)


def _ends(model: Model, arrows: Iterable[str]) -> Iterator[str]:
    for name in arrows:
        yield model.interactions[name].target


def _effect(
    model: Model, drugs: Iterable[str], switched: frozenset[str], chain: Iterable[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Follow each drug to the first species outside of the chain that it switches off."""
    done = set(chain)
    effect: list[str] = []
    blocked: list[str] = []
    for drug in drugs:
        came: dict[str, Interaction] = {}
        queue = deque([drug])
        while queue:
            here = queue.popleft()
            for arrow in (i for i in model.interactions.values() if i.source == here):
                t = arrow.target
                if t in came or t not in switched or t in done:
                    continue
                came[t] = arrow
                if arrow.sign == "inhibition":
                    blocked.append(t)
                    effect += _back(came, t, drug)
                elif here == drug or here in came:
                    queue.append(t)
    return frozenset(effect), tuple(dict.fromkeys(blocked))


def _back(came: Mapping[str, Interaction], here: str, start: str) -> Iterator[str]:
    while here != start:
        yield came[here].id
        here = came[here].source


@dataclass
class _Around:
    """Looks for species that help to read a chain."""

    simulation: Simulation
    chain: list[str]
    switched: frozenset[str]
    groups: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return self.simulation.model

    def add(self, group: Iterable[str]) -> None:
        """Add the species of a group that are not there yet."""
        there = {*self.chain, *(s for g in self.groups for s in g)}
        new = tuple(s for s in dict.fromkeys(group) if s not in there)
        if new:
            self.groups.append(new)

    def silenced(self, blocked: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield the species on the ways from what is blocked to the chain, all switched off."""
        for start in blocked:
            came: dict[str, str] = {start: ""}
            queue = deque([start])
            while queue:
                here = queue.popleft()
                for arrow in (i for i in self.model.interactions.values() if i.source == here):
                    t = arrow.target
                    if t in self.chain and here != start:
                        yield tuple(_trail(came, here))
                    if t not in came and t in self.switched and t not in self.chain:
                        came[t] = here
                        queue.append(t)

    def drivers(self, ends: Iterable[str]) -> Iterator[str]:
        """Yield what is on and keeps the given species going, nearest first."""
        queue = deque(dict.fromkeys(ends))
        seen = set(queue)
        while queue:
            here = queue.popleft()
            for arrow in self.model.regulators(here):
                s = arrow.source
                on = self.simulation.level(s)[0] > 0 and arrow.sign != "inhibition"
                if on and s not in seen and s not in self.chain:
                    seen.add(s)
                    queue.append(s)
                    yield s

    def other_readout(self) -> Iterator[str]:
        """Yield the shortest way from the chain to the other readout of the model."""
        named = self.model.readouts
        others = [] if named is None else [named.growth, named.death]
        for other in others:
            if other is None or other in self.chain:
                continue
            came = {other: ""}
            queue = deque([other])
            while queue:
                here = queue.popleft()
                if here in self.chain:
                    yield from reversed(list(_trail(came, here)))
                    break
                for arrow in self.model.regulators(here):
                    if arrow.source not in came:
                        came[arrow.source] = here
                        queue.append(arrow.source)

    def helpers(self) -> Iterator[tuple[str, ...]]:
        """Yield what is on and pushes a species of the chain where it is, without being a step."""
        for species in self.chain:
            for arrow in self.model.regulators(species):
                pushes = (arrow.sign == "inhibition") == (self.simulation[species] == "off")
                on = self.simulation.level(arrow.source)[0] > 0
                if pushes and on and arrow.source not in self.chain:
                    yield arrow.source, *self._between(arrow.source)

    def _between(self, helper: str) -> Iterator[str]:
        """Yield what keeps a helper on, if that leads back to the chain."""
        came = {helper: ""}
        queue = deque([helper])
        while queue:
            here = queue.popleft()
            for arrow in self.model.regulators(here):
                if not self.simulation.level(arrow.source)[0] or arrow.sign == "inhibition":
                    continue
                if arrow.source in self.chain:
                    yield from _trail(came, here)
                    return
                if arrow.source not in came:
                    came[arrow.source] = here
                    queue.append(arrow.source)


def _trail(came: Mapping[str, str], here: str) -> Iterator[str]:
    while here:
        yield here
        here = came[here]
