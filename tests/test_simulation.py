"""The engine against the definitions spelled out, on random networks and random models."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

import her2model as h2
import random_networks
import reference
from her2model.engine.network import Network, Subspace
from her2model.engine.scenario import Scenario
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.model.rules import Rule
from reference import Brute


def compared(rules: dict[str, str], chance: Random) -> None:
    brute = Brute(rules)
    network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
    order = [brute.species.index(s) for s in network.species]

    def ours(space: Subspace) -> reference.Space:
        """Masks in the order of the reference's species."""
        return (
            sum((space.can0 >> k & 1) << i for k, i in enumerate(order)),
            sum((space.can1 >> k & 1) << i for k, i in enumerate(order)),
        )

    values = {s: chance.randint(0, 1) for s in rules if chance.random() < 0.7}
    start = network.subspace(values)
    grown = network.grown(start)
    assert ours(grown) == brute.closure(ours(start))
    assert {ours(s) for s in minimal_trap_spaces(network, grown)} == brute.attractors(ours(start))
    everywhere = minimal_trap_spaces(network, network.grown(network.everything))
    assert {ours(s) for s in everywhere} == brute.attractors(brute.everything())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("unate", [True, False])
def test_random_networks_agree_with_the_definitions(seed: int, unate: bool) -> None:
    chance = Random(f"{seed} {unate}")
    for _ in range(36):
        size = chance.choice((2, 3, 4, 4, 5, 5, 6, 6, 7))
        compared(random_networks.rules(chance, size, most=4, unate=unate), chance)


@pytest.mark.parametrize("seed", range(4))
def test_networks_of_eight_species(seed: int) -> None:
    chance = Random(seed)
    for _ in range(3):
        compared(random_networks.rules(chance, 8, unate=False), chance)


def random_scenario(chance: Random, model: h2.Model) -> dict[str, Any]:
    ruled = list(model.rules)
    alterations = [a for a in model.alterations if chance.random() < 0.4]
    forced = {s for a in alterations for s in model.alterations[a].fix}
    free = [s for s in ruled if s not in forced]
    chance.shuffle(free)
    clash = [a for a in ("gain", "loss") if a in alterations]
    if len(clash) == 2 and len(forced) == 1:
        alterations.remove("gain")
    return {
        "drugs": [d for d in model.drugs if chance.random() < 0.5],
        "alterations": alterations,
        "knockouts": free[:1] if chance.random() < 0.3 else [],
        "gains": free[1:2] if chance.random() < 0.3 else [],
        "context": {"input": chance.randint(0, 1)} if "input" in model.inputs else {},
        "onset": chance.choice(["de novo", "acquired", "together"]),
        "start": chance.choice(["untreated", "untreated", "any"]),
    }


@pytest.mark.parametrize("seed", range(10))
def test_random_scenarios_agree_with_the_definitions(seed: int) -> None:
    chance = Random(seed)
    for _ in range(5):
        model = random_networks.model(chance, chance.choice((2, 3, 4)))
        for _ in range(4):
            conditions = random_scenario(chance, model)
            result = h2.simulate(model, **conditions)
            expected = reference.settled(model, Scenario.of(model, **conditions))
            for i, s in enumerate(model.species):
                assert result[s] == reference.word(expected, i), (model.rules, conditions, s)


@pytest.mark.parametrize("seed", range(6))
def test_certified_values_hold_under_every_scheme(seed: int) -> None:
    """A certified value is the value in every attractor of each update scheme, by brute force."""
    chance = Random(seed)
    certified = 0
    for _ in range(40):
        rules = random_networks.rules(chance, chance.randint(2, 6))
        brute = Brute(rules)
        network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
        start = chance.randrange(2 ** len(rules))
        values = {s: start >> i & 1 for i, s in enumerate(brute.species)}
        sure = network.values(network.percolated(network.subspace(values)))
        for scheme in ("synchronous", "asynchronous"):
            for state in recurrent(brute, start, scheme):
                for s, v in sure.items():
                    assert state >> brute.species.index(s) & 1 == v
        certified += len(sure)
    assert certified > 40


def recurrent(brute: Brute, start: int, scheme: str) -> set[int]:
    """States that a run from the start passes for ever, whatever it has done before."""

    def reach(state: int) -> frozenset[int]:
        seen, queue = {state}, [state]
        while queue:
            after = reference.successors(brute.image, queue.pop(), len(brute.species), scheme)
            queue += after - seen
            seen |= after
        return frozenset(seen)

    reached = {s: reach(s) for s in reach(start)}
    return {s for s, after in reached.items() if all(s in reached[t] for t in after)}


def test_fixed_points_are_all_found() -> None:
    chance = Random(3)
    for _ in range(40):
        model = random_networks.model(chance, 4)
        brute, _ = reference.stage(model, Scenario())
        expected = [s for s, image in enumerate(brute.image) if s == image]
        found = h2.fixed_points(model)
        states = [sum(p[s] << i for i, s in enumerate(model.species)) for p in found]
        assert sorted(states) == sorted(expected)


def test_what_the_mission_promises() -> None:
    assert h2.simulate("her2-resistance", knockouts=["PTEN"])["Proliferation"] == "on"
    assert h2.simulate("her2-resistance").verdict is None


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"knockouts": ["PTEN"], "gains": ["PTEN"]}, "leave one of them out"),
        ({"gains": ["trastuzumab"]}, "is a drug"),
        ({"context": {"AKT": 1}}, "AKT has a rule"),
        ({"context": {"NRG1": 2}}, "an activity is 0 or 1"),
        ({"context": {"trastuzumab": 1}}, "list it under drugs="),
        ({"drugs": "trastuzumab"}, "give a list: drugs="),
        ({"drugs": ["PTEN"]}, "'PTEN' is not a drug"),
        ({"onset": "late"}, "there are de novo, acquired, together"),
        ({"start": "late"}, "there are untreated, any"),
    ],
)
def test_conditions_that_cannot_be_are_refused(conditions: dict[str, Any], words: str) -> None:
    with pytest.raises(h2.InputError, match=words.replace("(", r"\(")) as caught:
        h2.simulate("her2-resistance", **conditions)
    assert len(str(caught.value).splitlines()) == 1
