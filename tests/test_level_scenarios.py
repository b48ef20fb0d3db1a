"""Scenarios of models with levels, against brute force: simulate, landscapes, screens alike."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

import her2model as h2
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import settle
from her2model.errors import ModelError
from her2model.model.model import Model
from her2model.screening.screen import Screen
from her2model.verdicts import value_of
from levels_reference import Box, LevelNetwork, hull, states_of, verdict
from random_levels import model as random_model
from test_level_models import GRADED, read

Bounds = dict[str, tuple[int, int]]


class Slow:
    """Scenarios of a model by brute force, one after the other."""

    def __init__(self, model: Model) -> None:
        self.model = model
        rules = {s: list(entry.texts) for s, entry in model.rules.items()}
        for s in model.inputs:  # an input stays where it is: one rule for each of its levels
            rules[s] = [f"{s} >= {k}" for k in range(1, model.species[s].top + 1)]
        self.rules = {s: rules[s] for s in model.species if s in rules}
        self.tops = {s: model.species[s].top for s in self.rules}

    def bounds(self, scenario: Scenario) -> Bounds:
        """The interval in which a scenario keeps each species; a drug beats what forces it up."""
        model = self.model
        found: Bounds = {}
        for s in model.inputs:
            level = int(s in scenario.drugs) if s in model.drugs else model.species[s].initial
            found[s] = (level or 0, level or 0)
        for low, high, s in self._wanted(scenario):
            a, b = found.get(s, (0, self.tops[s])) if s not in model.inputs else (0, self.tops[s])
            found[s] = (max(a, low), min(b, high))
        for s, (low, high) in found.items():
            reached = self.favourable(s, scenario) if s not in model.inputs else low
            found[s] = (low, high) if low <= reached else (reached, reached)
        return found

    def _wanted(self, scenario: Scenario) -> Iterable[tuple[int, int, str]]:
        for name in scenario.alterations:
            a = self.model.alterations[name]
            yield from ((v, v, s) for s, v in a.fix.items())
            yield from ((v, self.tops[s], s) for s, v in a.floor.items())
            yield from ((0, v, s) for s, v in a.cap.items())
        yield from ((0, 0, s) for s in scenario.knockouts)
        for gain in scenario.gains:
            s, _, level = gain.partition("=")
            top = int(level) if level else self.tops[s]
            yield top, top, s

    def favourable(self, species: str, scenario: Scenario) -> int:
        """The highest level to which a species can tend under the given drugs, whatever else is."""
        hit = any(
            i.target == species and i.sign == "inhibition" and i.source in scenario.drugs
            for i in self.model.interactions.values()
        )
        if not hit:
            return self.tops[species]
        network = LevelNetwork(self.rules, {}, self.cuts(scenario))
        drugs = {d: int(d in scenario.drugs) for d in self.model.drugs}
        at = [network.species.index(d) for d in drugs]
        here = network.species.index(species)
        return max(
            goal[here]
            for state, goal in network.image.items()
            if all(state[k] == v for k, v in zip(at, drugs.values(), strict=True))
        )

    def cuts(self, scenario: Scenario) -> list[tuple[str, str]]:
        """Source and target of each cut arrow."""
        rows = (c.split() for a in scenario.alterations for c in self.model.alterations[a].cut)
        return [(source, target) for source, _, target in rows]

    @cache  # noqa: B019
    def network(self, scenario: Scenario) -> LevelNetwork:
        """The network of one stage."""
        return LevelNetwork(self.rules, self.bounds(scenario), self.cuts(scenario))

    def steps(self, scenario: Scenario) -> list[Scenario]:
        """The stages of a scenario, one after the other."""
        if scenario.start == "any":
            return [scenario]
        steps = [Scenario(context=scenario.context)]
        if scenario.altered and scenario.drugs and scenario.onset == "de novo":
            steps.append(scenario.without_drugs())
        if scenario.altered and scenario.drugs and scenario.onset == "acquired":
            steps.append(scenario.unaltered())
        if scenario.altered or scenario.drugs:
            steps.append(scenario)
        return steps

    def by_steps(self, scenario: Scenario) -> list[tuple[int, int]]:
        """The interval of growth in each attractor of single steps of one level."""
        reached: set[tuple[int, ...]] = set()
        ends: set[frozenset[tuple[int, ...]]] = set()
        for k, step in enumerate(self.steps(scenario)):
            network = self.network(step)
            whole = states_of(network.everything) if k == 0 else reached
            points = (network.entered(tuple((x, x) for x in s)) for s in whole)
            ends = network.attractors({tuple(x for x, _ in p) for p in points}, network.unitary)
            reached = set().union(*ends)
        assert self.model.readouts
        i = list(self.rules).index(self.model.readouts.growth)
        return [hull(end)[i] for end in ends]

    @cache  # noqa: B019
    def settled(self, scenario: Scenario) -> frozenset[Box]:
        """The attractors that a scenario reaches, stage after stage."""
        steps = self.steps(scenario)
        first = self.network(steps[0])
        reached: set[Box] = {first.everything}
        for step in steps:
            network = self.network(step)
            starts, reached = reached, set()
            for start in starts:
                reached |= network.minimal_trap_boxes(network.closure(network.entered(start)))
        return frozenset(reached)

    def growth(self, scenario: Scenario) -> list[tuple[int, int]]:
        """The interval of growth in each attractor."""
        assert self.model.readouts
        i = list(self.rules).index(self.model.readouts.growth)
        return [box[i] for box in self.settled(scenario)]


def cases(seed: int, count: int = 6) -> tuple[Model, list[Scenario]]:
    """A random model, and scenarios that do not contradict themselves."""
    chance = Random(seed)
    model = None
    while model is None:
        with suppress(ModelError):  # a rule may name what it does not depend on
            model = random_model(chance, chance.randint(2, 4))
    found = []
    for _ in range(count):
        species = [s for s in model.rules if s in model.species]
        gains = {}
        if chance.random() < 0.3:
            s = chance.choice(species)
            gains[s] = chance.randint(1, model.species[s].top)
        drugs = [d for d in model.drugs if chance.random() < 0.6]
        alterations = [a for a in model.alterations if chance.random() < 0.4]
        knockouts = chance.sample(species, 1) if chance.random() < 0.2 else []
        try:
            found.append(
                Scenario.of(
                    model,
                    drugs=drugs,
                    alterations=alterations,
                    knockouts=knockouts,
                    gains=gains,
                    onset=chance.choice(("de novo", "acquired", "together")),
                    start=chance.choice(("untreated", "untreated", "any")),
                )
            )
        except h2.InputError:
            continue
    return model, found


def compare(seed: int) -> int:
    """Compare the attractors and the verdict of some scenarios of one model."""
    model, scenarios = cases(seed)
    slow = Slow(model)
    for scenario in scenarios:
        result = settle(model, scenario)
        found = {tuple(a.level(s) for s in slow.rules) for a in result.attractors}
        assert found == slow.settled(scenario), (seed, scenario)
        if scenario.drugs:
            untreated = slow.growth(scenario.without_drugs())
            assert result.verdict == verdict(slow.growth(scenario), untreated), (seed, scenario)
    return len(scenarios)


@pytest.mark.parametrize("seed", range(0, 40, 20))
def test_scenarios_are_those_of_the_definition(seed: int) -> None:
    assert sum(compare(k) for k in range(seed, seed + 20)) > 40


def compare_cells(seed: int) -> int:
    """Compare a landscape and a screen of one model with the scenarios of their cells."""
    model, _ = cases(seed, 0)
    chance = Random(seed)
    onset, start = chance.choice(("de novo", "acquired", "together")), chance.choice(STARTS)
    gain = chance.choice(list(model.rules))
    gains = [f"{gain}={chance.randint(1, model.species[gain].top)}"]
    given: dict[str, Any] = {"onset": onset, "start": start}
    land = h2.landscape(model, gains=gains, **given)
    checked = 0
    every = [c for word in land.counts for c in land.where(word).sample(3, seed)]
    for cell in every:
        result = h2.simulate(
            model,
            alterations=cell.alterations,
            drugs=cell.drugs,
            knockouts=cell.knockouts,
            gains=cell.gains,
            **given,
        )
        names = [*cell.alterations, *cell.knockouts, *cell.gains]
        assert land.verdict(names, cell.drugs) == result.verdict, (seed, cell)
        assert land.value(names, cell.drugs) == result["s0"], (seed, cell)
        assert land.is_certified(names, cell.drugs) == result.is_certified, (seed, cell)
        checked += 1
    return checked


STARTS = ("untreated", "untreated", "any")


@pytest.mark.parametrize("seed", range(0, 40, 20))
def test_landscapes_say_what_scenarios_say(seed: int) -> None:
    assert sum(compare_cells(k) for k in range(seed, seed + 20)) > 100


def compare_screen(seed: int) -> int:
    """Compare a screen of one model under a drug with the scenarios of its cells."""
    model, _ = cases(seed, 0)
    chance = Random(seed)
    given: dict[str, Any] = {
        "onset": chance.choice(("de novo", "acquired")),
        "start": chance.choice(STARTS),
    }
    drugs = [chance.choice(model.drugs)] if model.drugs and chance.random() < 0.8 else []
    found = h2.screen(model, drugs=drugs, max_size=2, **given)
    assert isinstance(found, Screen)
    for cell, word in found:
        result = h2.simulate(
            model, drugs=drugs, knockouts=cell.knockouts, gains=cell.gains, **given
        )
        assert word == (result.verdict or result["s0"]), (seed, cell)
    return len(found)


@pytest.mark.parametrize("seed", range(0, 20, 10))
def test_screens_say_what_scenarios_say(seed: int) -> None:
    assert sum(compare_screen(k) for k in range(seed, seed + 10)) > 50


def compare_runs(seed: int) -> None:
    """Compare trajectories and the graph of transitions with single steps by brute force."""
    model, scenarios = cases(seed, 3)
    slow = Slow(model)
    for scenario in scenarios:
        if scenario.start == "any":
            continue
        conditions: dict[str, Any] = {
            "drugs": scenario.drugs,
            "alterations": scenario.alterations,
            "knockouts": scenario.knockouts,
            "gains": scenario.gains,
            "onset": scenario.onset,
        }
        network = slow.network(scenario)
        graph = h2.state_transition_graph(model, **conditions)
        species = graph.graph["species"]
        at = [species.index(s) for s in slow.rules]
        for state in graph if model.levels else ():
            here = tuple(state[k] for k in at)
            following = {tuple(t[k] for k in at) for t in graph.successors(state)}
            assert following == network.unitary(here), (seed, scenario)
        run = h2.trajectory(model, **conditions, steps=20, attractor=1)
        for before, after in pairwise(run):
            here, there = (tuple(s[name] for name in slow.rules) for s in (before, after))
            goal = network.image[here]
            moved = tuple(x + (g > x) - (g < x) for x, g in zip(here, goal, strict=True))
            assert there == moved, (seed, scenario)


def test_runs_move_one_level_at_a_time() -> None:
    for seed in range(15):
        compare_runs(seed)


def test_samples_begin_and_stay_where_bits_are_levels() -> None:
    for seed in range(12):
        model, scenarios = cases(seed, 2)
        for scenario in scenarios:
            result = settle(model, scenario)
            found = h2.sample(result, runs=64, time=8.0)
            low, high = result.level("s0")
            if (low > 0) == (high > 0):
                assert found.on.mean == pytest.approx(float(low > 0), abs=0.2)
            assert 0 <= found.elsewhere <= 1


def compare_asynchronous(seed: int) -> int:
    """Compare an asynchronous landscape, cell by cell, with every single step of every state."""
    model, _ = cases(seed, 0)
    slow = Slow(model)
    chance = Random(seed)
    how: dict[str, Any] = {"onset": chance.choice(("de novo", "acquired", "together"))}
    how["start"] = chance.choice(STARTS)
    land = h2.landscape(model, semantics="asynchronous", **how)
    for word in land.counts:
        for cell in land.where(word).sample(4, seed):
            scenario = Scenario.of(model, alterations=cell.alterations, drugs=cell.drugs, **how)
            expected = slow.by_steps(scenario)
            said = land.verdict(cell.alterations, cell.drugs)
            top = model.species["s0"].top
            if cell.drugs:
                untreated = slow.by_steps(scenario.without_drugs())
                assert said == verdict(expected, untreated), (seed, cell)
            assert land.value(cell.alterations, cell.drugs) == value_of(expected, top), (seed, cell)
    return land.provenance.residual


def test_asynchronous_landscapes_say_what_single_steps_say() -> None:
    assert sum(compare_asynchronous(k) for k in range(20)) > 20


def compare_partly(seed: int) -> int:
    """Compare regimens and antagonisms that count partial responses with all cells, one by one."""
    model, _ = cases(seed, 0)
    land = h2.landscape(model)
    tumours = [t for n in (0, 1) for t in combinations(model.alterations, n)]
    treatments = [d for n in range(len(model.drugs) + 1) for d in combinations(model.drugs, n)]
    found = 0
    for tumour in tumours:
        said = {d: h2.simulate(model, alterations=tumour, drugs=d) for d in treatments}
        works = {d for d, r in said.items() if r["s0"] == "off" or r.verdict == "partial"}
        least = {d for d in works if not any(set(o) < set(d) for o in works)}
        ranked = h2.regimens(model, tumour, partly=True).ranked
        assert {r.drugs for r in ranked} == {tuple(sorted(d)) for d in least}, (seed, tumour)
        for r in ranked:
            partial = said[tuple(d for d in model.drugs if d in r.drugs)].verdict == "partial"
            assert (r.outcome == "partial") == partial, (seed, tumour)
        having = {d for d, r in said.items() if r.verdict in ("responds", "partial")}
        for drug in model.drugs:
            more = {d: tuple(x for x in model.drugs if x in {*d, drug}) for d in having}
            lost = {d for d, all_ in more.items() if drug not in d and all_ not in having}
            told = [r for r in land.antagonisms(partly=True) if r.added == drug]
            here = {c.drugs for r in told for c in r.cells if c.alterations == tumour}
            assert here == {tuple(sorted(d)) for d in lost}, (seed, tumour, drug)
            found += len(lost) + len(ranked)
    return found


def test_partial_responses_count_where_they_are_asked_for() -> None:
    assert sum(compare_partly(k) for k in range(20)) > 40


def test_least_drugs_for_a_partial_response_and_rules_that_stay_closed(tmp_path: Path) -> None:
    model = read(tmp_path, GRADED)
    assert h2.minimal_combinations(model) == (("pertuzumab",),)
    assert h2.minimal_combinations(model, partly=True) == (("lapatinib",), ("pertuzumab",))
    land = h2.landscape(model)
    assert land.where("weakened").count() == 4
    assert land.where("partial").count() == 8
    with pytest.raises(h2.InputError, match="one of levels; leave it out"):
        h2.robustness(model, drugs=["lapatinib"], species=["HER2_HER3"])
