"""Independent engines as oracles: mpbn for most permissive attractors, AEON for asynchronous ones.

Both are given the text of the model's rules and the plain definition of a scenario; nothing of this
library's engine is used to make their networks, or the states that they start from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import biodivine_aeon as aeon
import mpbn
import pytest

import her2model as h2
import random_networks
import reference
from her2model.engine.network import Network
from her2model.engine.scenario import Scenario
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.model.model import Model
from her2model.model.rules import Rule

aeon.LOG_LEVEL = aeon.LOG_NOTHING
Attractor = frozenset[tuple[str, Any]]
#: The consensus with two values a species, for peers that know no levels.
FIRST = Path(__file__).parent.parent / "benchmarks" / "models" / "her2-first-edition.yaml"


def written(rules: Mapping[str, str], values: Mapping[str, int]) -> dict[str, str]:
    """Rules with the operators that most tools use, and forced species as constants."""
    return {
        s: str(values[s]) if s in values else Rule.parse(r).written(" & ", " | ", "!")
        for s, r in rules.items()
    }


def as_mpbn(model: Model, scenario: Scenario) -> tuple[mpbn.MPBooleanNetwork, dict[str, int]]:
    """The network of a scenario's last stage, and what it forces."""
    forced = reference.forced_values(model, scenario)
    rules = {s: model.rules[s].rule if s in model.rules else s for s in model.species}
    acting = {s: r for s, r in rules.items() if s not in model.named_only}
    return mpbn.MPBooleanNetwork(written(acting, forced)), forced


def plain(attractors: Iterable[Mapping[str, Any]], species: Iterable[str]) -> set[Attractor]:
    wanted = list(species)
    return {frozenset((s, a[s]) for s in wanted) for a in attractors}


def closure(rules: Mapping[str, str], start: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest trap space around a start, by trying every value of each rule's regulators."""
    space = dict(start)
    parsed = {s: (r, Rule.parse(r).names) for s, r in rules.items()}
    changed = True
    while changed:
        changed = False
        for s, (text, names) in parsed.items():
            if space[s] == "*":
                continue
            free = [n for n in names if space[n] == "*"]
            if values_of(text, {n: space[n] for n in names if n not in free}, free) != {space[s]}:
                space[s] = "*"
                changed = True
    return space


@cache
def _values_of(text: str, known: tuple[tuple[str, int], ...], free: tuple[str, ...]) -> set[int]:
    found = set()
    for number in range(2 ** len(free)):
        state = dict(known) | {n: number >> i & 1 for i, n in enumerate(free)}
        found.add(reference.value(text, state))
        if len(found) == 2:
            break
    return found


def values_of(text: str, known: Mapping[str, int], free: list[str]) -> set[int]:
    return _values_of(text, tuple(known.items()), tuple(free))


def reached(model: Model, scenario: Scenario, starts: set[Attractor] | None) -> set[Attractor]:
    """The attractors of one stage by mpbn: from states directly, else those in the closure."""
    network, forced = as_mpbn(model, scenario)
    species = [s for s in model.species if s not in model.named_only]
    if starts is None:
        return plain(network.attractors(reachable_from=dict(forced)), species)
    found: set[Attractor] = set()
    for start in starts:
        state = dict(start) | forced
        if "*" not in state.values():
            found |= plain(network.attractors(reachable_from=state), species)
        else:
            rules = {s: model.rules[s].rule for s in model.rules if s not in forced}
            around = closure(rules, state)
            for attractor in plain(network.attractors(), species):
                if all(around[s] in ("*", v) for s, v in attractor):
                    found.add(attractor)
    return found


@cache
def untreated(model: Model, scenario: Scenario) -> frozenset[Attractor]:
    return frozenset(reached(model, scenario, None))


def by_mpbn(model: Model, scenario: Scenario) -> set[Attractor]:
    """Stage after stage, as the scenario's onset says."""
    attractors = set(untreated(model, Scenario(context=scenario.context)))
    if scenario.drugs and scenario.altered and scenario.onset == "de novo":
        attractors = reached(model, scenario.without_drugs(), attractors)
    if scenario.drugs and scenario.altered and scenario.onset == "acquired":
        attractors = reached(model, scenario.unaltered(), attractors)
    return reached(model, scenario, attractors)


def ours(result: h2.Simulation) -> set[Attractor]:
    return {frozenset(a.items()) for a in result.attractors}


def random_conditions(chance: Random, model: Model) -> dict[str, Any]:
    return {
        "drugs": chance.sample(model.drugs, min(len(model.drugs), chance.randint(0, 4))),
        "alterations": chance.sample(
            list(model.alterations), min(len(model.alterations), chance.randint(0, 5))
        ),
        "context": {s: chance.randint(0, 1) for s in ("NRG1", "IGF1") if s in model.context},
        "onset": chance.choice(["de novo", "acquired", "together"]),
    }


@pytest.mark.parametrize("seed", range(10))
def test_random_scenarios_of_the_consensus_agree_with_mpbn(seed: int) -> None:
    model, chance = h2.load(FIRST), Random(seed)
    for _ in range(52):
        conditions = random_conditions(chance, model)
        result = h2.simulate(model, **conditions)
        assert ours(result) == by_mpbn(model, result.scenario), conditions


@pytest.mark.parametrize("name", [n for n in h2.list_models() if n.startswith("figures/")])
def test_every_single_scenario_of_a_figure_agrees_with_mpbn(name: str) -> None:
    model = h2.load(name)
    for alteration in (None, *model.alterations):
        for drug in (None, *model.drugs):
            result = h2.simulate(
                model, alterations=filter(None, [alteration]), drugs=filter(None, [drug])
            )
            assert ours(result) == by_mpbn(model, result.scenario), (alteration, drug)


@pytest.mark.parametrize("seed", range(6))
def test_random_networks_agree_with_mpbn(seed: int) -> None:
    chance = Random(seed)
    for _ in range(50):
        rules = random_networks.rules(chance, chance.randint(5, 40))
        network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
        start = {s: chance.randint(0, 1) for s in rules}
        grown = network.grown(network.subspace(start))
        found = {
            frozenset({**dict.fromkeys(rules, "*"), **network.values(s)}.items())
            for s in minimal_trap_spaces(network, grown)
        }
        theirs = mpbn.MPBooleanNetwork(written(rules, {})).attractors(reachable_from=start)
        assert found == plain(theirs, rules)


def asynchronous(
    model: Model, scenario: Scenario, start: Mapping[str, int]
) -> list[set[Attractor]]:
    """States of each asynchronous attractor that can be reached from a state, exactly."""
    forced = reference.forced_values(model, scenario)
    rules = {s: model.rules[s].rule if s in model.rules else s for s in model.species}
    texts = written({s: r for s, r in rules.items() if s not in model.named_only}, forced)
    lines = "".join(
        f"{s}, {t.replace('0', 'false') if t == '0' else t}\n" for s, t in texts.items()
    )
    lines = lines.replace(", 1\n", ", true\n").replace(", 0\n", ", false\n")
    network = aeon.BooleanNetwork.from_bnet(lines).infer_valid_graph()
    graph = aeon.AsynchronousGraph(network)
    initial = graph.mk_subspace({s: bool(v) for s, v in (dict(start) | forced).items()})
    around = aeon.Reachability.reach_fwd(graph, initial)
    found = []
    for attractor in aeon.Attractors.attractors(graph, around):
        rows = [
            frozenset((graph.get_network_variable_name(v), int(b)) for v, b in state.items())
            for state in attractor.vertices()
        ]
        found.append(set(rows))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_asynchronous_attractors_of_the_consensus(seed: int) -> None:
    """Exact asynchronous attractors: the same where all settle; certified values hold in each.

    Most permissive semantics may reach more than asynchronous updating, so the sets are compared
    where both end in single states, and each certified value in every state of every attractor.
    """
    model, chance = h2.load(FIRST), Random(100 + seed)
    compared = settled = 0
    while compared < 30:
        result = h2.simulate(model, **(random_conditions(chance, model) | {"context": {}}))
        if not result.before or not result.before[0].is_fixed_point or len(result.before) > 1:
            continue
        start = {s: int(v) for s, v in result.before[0].items()}
        found = asynchronous(model, result.scenario, start)
        compared += 1
        for states in found:
            for state in states:
                values = dict(state)
                for s in result.certified:
                    assert values[s] == {"on": 1, "off": 0}[result[s]]
        if all(len(states) == 1 for states in found):
            settled += 1
            assert {next(iter(s)) for s in found} == ours(result)
    assert settled > 20
