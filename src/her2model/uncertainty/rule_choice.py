"""Go through the choices of open rules that a scenario can tell apart, and no others.

A run with one choice looks at some values of each open rule. Every choice that agrees on these
gives the same run. So the choices are split by the first of these values that differs, until
nothing is left: exact, with as many runs as there are kinds of behaviour.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from her2model.engine.forcing import cuts, is_hit
from her2model.engine.network import Network, Subspace
from her2model.engine.scenario import Scenario, stages
from her2model.engine.simulation import Simulation, settle
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.errors import LimitError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, RuleEntry
from her2model.uncertainty.monotone_rules import Literals, Partial
from her2model.uncertainty.open_rules import Reader, bounded, grown, shrunk

__all__ = ["Choice", "Outcome", "RuleChoices"]

Choice = Mapping[str, int]
Outcome = Callable[[Simulation], Hashable]


class RuleChoices:
    """One scenario with some open rules."""

    def __init__(
        self,
        model: Model,
        scenario: Scenario,
        species: tuple[str, ...],
        outcome: Outcome,
        most: int,
    ) -> None:
        self.model, self.scenario, self.outcome, self.most = model, scenario, outcome, most
        self.species = species
        self.runs = 0
        self.readouts: tuple[str, ...] = (model.readouts.growth,) if model.readouts else ()
        self.literals = {s: _literals(model, s) for s in species}
        self.default = {s: self.literals[s].table(model.functions[s]) for s in species}
        self.answer = self.answer_of({})

    def chosen(self, choice: Choice) -> Model:
        """Return the model with the rules of a choice."""
        changed = tuple(sorted((s, t) for s, t in choice.items() if t != self.default[s]))
        return _with_rules(self.model, changed)

    def answer_of(self, choice: Choice) -> Hashable:
        """Run the scenario with a choice."""
        return self.outcome(settle(self.chosen(choice), self.scenario))

    def classes(self, species: tuple[str, ...]) -> Iterator[tuple[Choice, Hashable]]:
        """Yield one choice of each class of choices that the run cannot tell apart."""
        stack = [{s: Partial.nothing(self.literals[s].size) for s in species}]
        while stack:
            settled = stack.pop()
            choice = {s: p.completed(self.default[s]) for s, p in settled.items()}
            tables = {s: t for s, t in choice.items() if t is not None}
            assert len(tables) == len(choice)  # only what can be completed is kept
            self.runs += 1
            if self.runs > self.most:
                raise LimitError(
                    f"{self.scenario}: more than {self.most:,} runs are needed; ask about fewer "
                    "species (species=), allow more (max_runs=), or draw choices (samples=)"
                )
            yield tables, self.answer_of(tables)
            for s, point in self._looked_at(tables, species):
                if settled[s].value(point) is None:
                    value = tables[s] >> point & 1
                    other = settled[s].settling(point, 1 - value)
                    if other.completed() is not None:
                        stack.append({**settled, s: other})
                    settled = {**settled, s: settled[s].settling(point, value)}

    @property
    def _asked(self) -> tuple[Scenario, ...]:
        """Scenarios that the answer rests on: a verdict is against the same tumour untreated."""
        return tuple(dict.fromkeys((self.scenario, self.scenario.without_drugs())))

    def _looked_at(self, choice: Choice, species: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """Yield the values of the open rules that the runs with this choice rest on."""
        model = self.chosen(choice)
        seen: dict[tuple[str, int], None] = {}
        for scenario in self._asked:
            self._look(model, scenario, species, seen)
        yield from seen

    def _look(
        self,
        model: Model,
        scenario: Scenario,
        species: tuple[str, ...],
        seen: dict[tuple[str, int], None],
    ) -> None:
        """Settle a scenario, and note each value of an open rule that is asked for."""
        reached: tuple[Subspace, ...] = ()
        for network, given, there in stages(model, scenario):
            readers = [self._reader(s, network, there) for s in species]
            for r in readers:
                seen |= dict.fromkeys(self._favourable(r, network, there))
            live = [r for r in readers if not r.is_forced]
            starts = (given,) if given is not None else reached
            found = set()
            for start in starts:
                trap = grown(network, network.entered(start), live, seen)
                left = shrunk(network, trap, live, seen)
                for r in live:
                    if left.free >> r.place & 1:
                        seen |= dict.fromkeys((r.name, y) for y in r.box(left))
                found |= set(minimal_trap_spaces(network, trap))
            reached = tuple(sorted(found))

    def _reader(self, species: str, network: Network, there: Scenario) -> Reader:
        """Read the rule of a species in one stage, with what is cut in that stage."""
        gone = (pair for c in there.causes for pair in cuts(self.model, c))
        cut = frozenset(source for source, target in gone if target == species)
        return Reader(species, self.literals[species], network, cut)

    def _favourable(
        self, r: Reader, network: Network, there: Scenario
    ) -> Iterator[tuple[str, int]]:
        """Yield the value that says whether a drug beats a gain of the species."""
        if r.is_forced and is_hit(self.model, r.name, there.drugs):
            drugs = {d: int(d in there.drugs) for d in self.model.drugs}
            yield r.name, r.highest(network.subspace(drugs))

    def percolates(self, species: tuple[str, ...]) -> bool:
        """Whether percolation with both bounds of each open rule settles what is asked."""
        return all(self._percolates(s, species) for s in self._asked)

    def _percolates(self, scenario: Scenario, species: tuple[str, ...]) -> bool:
        space: Subspace | None = None
        for network, given, there in stages(self.model, scenario):
            net = network
            for s in species:
                reader = self._reader(s, network, there)
                net = bounded(net, reader, is_hit(self.model, s, there.drugs))
            space = net.percolated(given if given is not None else space or network.everything)
        assert space is not None  # there is always a stage
        free = space.free
        return not any(free >> network.index[s] & 1 for s in self.readouts)


def _literals(model: Model, species: str) -> Literals:
    return Literals(
        tuple((i.source, int(i.sign == "activation")) for i in model.regulators(species))
    )


@lru_cache(maxsize=1024)
def _with_rules(model: Model, changed: tuple[tuple[str, int], ...]) -> Model:
    """Return the model with the rules of some species replaced by tables."""
    if not changed:
        return model
    rules = dict(model.rules)
    for s, table in changed:
        rules[s] = RuleEntry(rule=_literals(model, s).rule(table).text)
    return replace(model, rules=FrozenMap(rules), claims=())
