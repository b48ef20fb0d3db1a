"""The definitions, spelled out: slow and obvious, over every state and every subspace.

A state is an integer, bit i for species i. A subspace is a pair of masks: species that can be 0,
species that can be 1. Nothing of the library's engine is used, only the text of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import product

from her2model.engine.scenario import Scenario
from her2model.model.model import Model
from her2model.model.parts import FrozenMap

Space = tuple[int, int]
Rules = Mapping[str, str]


def value(rule: str, state: Mapping[str, int]) -> int:
    """Evaluate a rule's text; Python's words are the rules' words."""
    return int(bool(eval(rule, {"__builtins__": {}}, dict(state))))


def subspaces(species: int) -> Iterator[Space]:
    """Every subspace: each species at 0, at 1, or free."""
    for choice in product(((1, 0), (0, 1), (1, 1)), repeat=species):
        yield (
            sum(z << i for i, (z, _) in enumerate(choice)),
            sum(o << i for i, (_, o) in enumerate(choice)),
        )


def states(space: Space) -> list[int]:
    """Every state of a subspace."""
    zeros, ones = space
    found = [0]
    for i in range(max(zeros, ones).bit_length()):
        found = [s | bit << i for s in found for bit in (0, 1) if (ones if bit else zeros) >> i & 1]
    return found


def inside(small: Space, large: Space) -> bool:
    """Whether one subspace lies in another."""
    return not small[0] & ~large[0] and not small[1] & ~large[1]


class Brute:
    """A network as the table of its images."""

    def __init__(self, rules: Rules) -> None:
        self.species = list(rules)
        self.image = [self._image(rules, s) for s in range(2 ** len(rules))]

    def _image(self, rules: Rules, state: int) -> int:
        named = {s: state >> i & 1 for i, s in enumerate(self.species)}
        return sum(value(rules[s], named) << i for i, s in enumerate(self.species))

    def is_trap(self, space: Space) -> bool:
        """No update of any species leaves the subspace."""
        zeros, ones = space
        full = (1 << len(self.species)) - 1
        return all(
            not self.image[s] & ~ones & full and not ~self.image[s] & ~zeros & full
            for s in states(space)
        )

    @cached_property
    def trap_spaces(self) -> list[Space]:
        """Every trap space."""
        return [s for s in subspaces(len(self.species)) if self.is_trap(s)]

    def closure(self, space: Space) -> Space:
        """The smallest trap space that holds a subspace."""
        return min((t for t in self.trap_spaces if inside(space, t)), key=lambda t: len(states(t)))

    def attractors(self, start: Space) -> set[Space]:
        """The minimal trap spaces in the smallest trap space that holds the start."""
        around = self.closure(start)
        within = [t for t in self.trap_spaces if inside(t, around)]
        return {t for t in within if not any(inside(o, t) and o != t for o in within)}

    def everything(self) -> Space:
        """The whole state space."""
        full = (1 << len(self.species)) - 1
        return full, full


def fixed(space: Space, values: Mapping[int, int]) -> Space:
    """Put some species of a subspace at a value."""
    zeros, ones = space
    for i, v in values.items():
        bit = 1 << i
        zeros, ones = (zeros & ~bit, ones | bit) if v else (zeros | bit, ones & ~bit)
    return zeros, ones


def forced_values(model: Model, scenario: Scenario) -> dict[str, int]:
    """What a scenario forces: inputs, alterations, knockouts, gains; a drug beats a gain."""
    found = {}
    for s in model.inputs:
        given = int(s in scenario.drugs) if s in model.drugs else model.species[s].initial
        found[s] = int(scenario.context.get(s, given or 0))
    wanted = {s: v for a in scenario.alterations for s, v in model.alterations[a].fix.items()}
    wanted |= dict.fromkeys(scenario.knockouts, 0) | dict.fromkeys(scenario.gains, 1)
    for s, v in wanted.items():
        found[s] = int(v and not _stopped(model, scenario, s))
    return found


def _stopped(model: Model, scenario: Scenario, species: str) -> bool:
    """Whether given drugs that inhibit a species keep it off, however its other regulators are."""
    blockers = {
        i.source
        for i in model.interactions.values()
        if i.target == species and i.sign == "inhibition"
    }
    if not blockers & set(scenario.drugs):
        return False
    rule = cut_rules(model, scenario)[species]
    drugs = {d: int(d in scenario.drugs) for d in model.drugs}
    others = [s for s in model.species if s not in drugs]
    return not any(
        value(rule, drugs | dict(zip(others, choice, strict=True)))
        for choice in product((0, 1), repeat=len(others))
    )


def cut_rules(model: Model, scenario: Scenario) -> dict[str, str]:
    """The rules' texts with the cut arrows' sources at 0."""
    rules = {s: r.rule for s, r in model.rules.items()}
    cuts = [c.split() for a in scenario.alterations for c in model.alterations[a].cut]
    for target in rules:
        sources = sorted({c[0] for c in cuts if c[2] == target})
        if sources:
            given = ", ".join(f"{s}=0" for s in sources)
            names = ", ".join(s for s in model.species if s not in sources)
            rules[target] = f"(lambda {names}, {given}: {rules[target]})({names})"
    return rules


@lru_cache(maxsize=256)
def stage(model: Model, scenario: Scenario) -> tuple[Brute, dict[int, int]]:
    """The network of a stage, and the species that it forces."""
    forced = forced_values(model, scenario)
    rules = cut_rules(model, scenario)
    texts = {s: str(forced[s]) if s in forced else rules.get(s, s) for s in model.species}
    order = list(model.species)
    return Brute(texts), {order.index(s): v for s, v in forced.items()}


def settled(model: Model, scenario: Scenario) -> set[Space]:
    """The attractors that a scenario reaches, stage after stage."""
    last, values = stage(model, scenario)
    if scenario.start == "any":
        return last.attractors(fixed(last.everything(), values))
    tumour = Scenario(context=scenario.context)
    steps: list[Scenario] = [tumour]
    if scenario.altered and scenario.drugs and scenario.onset == "de novo":
        steps.append(scenario.without_drugs())
    if scenario.altered and scenario.drugs and scenario.onset == "acquired":
        steps.append(scenario.unaltered())
    if scenario.altered or scenario.drugs:
        steps.append(scenario)
    reached: set[Space] = set()
    for number, step in enumerate(steps):
        network, values = stage(model, step)
        starts = reached if number else {network.everything()}
        reached = {a for s in starts for a in network.attractors(fixed(s, values))}
        if not number:
            reached = agreeing(model, reached)
    return reached


def agreeing(model: Model, reached: set[Space]) -> set[Space]:
    """The attractors that agree with what the model says of its untreated tumour."""
    order = list(model.species)
    wanted = [(order.index(s), v) for s, v in model.untreated.items()]
    return {
        (z, o) for z, o in reached if all((1 - v, v) == (z >> i & 1, o >> i & 1) for i, v in wanted)
    }


def word(attractors: Iterable[Space], species: int) -> str:
    """The word for a species' value over attractors."""
    bit = 1 << species
    kinds = {(bool(z & bit), bool(o & bit)) for z, o in attractors}
    if (True, True) in kinds:
        return "unsettled"
    if len(kinds) == 2:
        return "mixed"
    return "on" if kinds == {(False, True)} else "off"


def successors(image: Sequence[int], state: int, species: int, scheme: str) -> set[int]:
    """What may come after a state."""
    if scheme == "synchronous":
        return {image[state]}
    return {state & ~(1 << i) | image[state] & 1 << i for i in range(species)} - {state}


def told(model: Model, untreated: Mapping[str, int]) -> Model:
    """The model with what it says of its untreated tumour."""
    return replace(model, untreated=FrozenMap(untreated))


def ends(image: Sequence[int], starts: Iterable[int], species: int, scheme: str) -> set[int]:
    """Every state of an attractor that some start reaches: states that can always come back."""
    reach: dict[int, set[int]] = {}
    for state in range(2**species):
        seen, stack = {state}, [state]
        while stack:
            for after in successors(image, stack.pop(), species, scheme):
                if after not in seen:
                    seen.add(after)
                    stack.append(after)
        reach[state] = seen
    reached = {s for start in starts for s in reach[start]}
    return {s for s in reached if all(s in reach[other] for other in reach[s])}
